"""What an incident means for people, and what they can do, in Brazilian Portuguese. By topic: see `topics`."""

from collections.abc import Mapping
from typing import Final

MEANS: Final[Mapping[str, str]] = {
    # programas, por quem está fora
    "process:bot": (
        "Os membros não conseguem usar comandos. Novas patentes não são dadas e apelidos não são atualizados."
    ),
    "process:exporter": "Os membros não percebem nada. A página de status está fora do ar e as verificações não rodam.",
    "process:relay": (
        "Os membros não percebem nada. Enquanto isso ninguém vigia os programas e nenhum alerta é enviado."
    ),
    "process:sandbox": "O Discord local está fora do ar, e com ele tudo o que se testa nele.",
    "process:prometheus": "Os membros não percebem nada. As métricas não são coletadas e o Prometheus não dá alertas.",
    "process:grafana": "Os membros não percebem nada. Os painéis estão fora do ar.",
    "process:*": "O trabalho deste programa não é feito.",
    "memory": (
        "Os membros ainda não percebem nada. Acima de `memory.hard_mb` ele é reiniciado, o que leva alguns segundos."
    ),
    # tudo de uma vez; conta-se quando acabou
    "kind:outage": "Enquanto isso os membros não conseguiram usar comandos, e nada foi atualizado.",
    "kind:machine_off": "Enquanto isso os membros não conseguiram usar comandos, e nada foi atualizado.",
    "kind:asleep": "Enquanto isso os membros não conseguiram usar comandos, e nada foi atualizado.",
    "kind:standstill": "Enquanto isso os membros não conseguiram usar comandos, e nada foi atualizado.",
    "test": "Nada está errado. Quem lê isto também seria avisado se algo estivesse.",
    "kind:unsupervised": (
        "O que roda continua. Mas nada é reiniciado: um programa que acaba ou trava não volta, nem o bot."
    ),
    # verificações
    "check:bot_liveness": "Os membros podem ficar sem resposta aos comandos.",
    "check:process_state": (
        "Um programa do Ignis não está rodando. Se for o bot, os membros não conseguem usar comandos."
    ),
    "check:background": (
        "Uma parte de um programa não funciona agora, como a sincronização de cargos ou os backups. O resto continua."
    ),
    "check:recoveries": "Algo quebrou e o Ignis não conseguiu consertar sozinho.",
    "check:restart_budget": "Um programa que cair de novo espera até seis minutos pela próxima partida.",
    "check:discord_gateway": (
        "Os membros não conseguem usar comandos. Mudanças de cargo não são notadas, e nenhuma patente as acompanha."
    ),
    "check:members": ("Patentes e apelidos de alguns membros não são atualizados. Placares e prévias são recusados."),
    "check:discord_api": "Comandos podem falhar. Novas patentes não são dadas e apelidos não são atualizados.",
    "check:database": (
        "Pontos, patentes e configurações não podem ser salvos. Comandos que mudam alguma coisa são recusados."
    ),
    "check:alerts": (
        "Os membros não notam nada. A equipe não é avisada de problemas no Discord até que alertas possam ser enviados."
    ),
    "check:backups": (
        "Os membros não percebem nada. Se o banco de dados se perder agora, perde-se o que veio depois do último "
        "backup."
    ),
    "check:cache": "Os cartões podem mostrar uma conta antiga do Roblox, ou demorar mais.",
    "check:commands": "Os membros veem comandos antigos, ou faltam alguns.",
    "check:config": (
        "Os membros não percebem nada: vale o último mapa de cargos bom. A mudança que está no disco não vale."
    ),
    "check:privacy": "O que um membro pediu para apagar ainda está em um backup.",
    "check:bloxlink": (
        "Contas do Roblox de membros que o Ignis ainda não conhece não são encontradas. As conhecidas vêm da memória."
    ),
    "check:roblox": ("Nomes para apelidos e imagens nos cartões não são atualizados. Os conhecidos vêm da memória."),
    "check:circuits": "Um serviço que falhou fica um tempo sem ser consultado. O que precisa dele vem da memória.",
    "check:memory": "Os membros ainda não percebem nada. Um programa que usa memória demais é reiniciado.",
    "check:disk": (
        "Logo nada mais poderá ser salvo: pontos, patentes, configurações. Comandos que mudam algo serão recusados."
    ),
    "check:clock": "Os horários nas respostas e no histórico estão errados. Prazos também podem estar.",
    "check:*": "Uma parte do Ignis não funciona como deveria.",
    # circuitos
    "circuit:bloxlink": (
        "Contas do Roblox de membros que o Ignis ainda não conhece não são encontradas. As conhecidas vêm da memória."
    ),
    "circuit:roblox_cloud": "Nomes para apelidos e patentes no grupo do Roblox vêm da memória.",
    "circuit:roblox_users": "Nomes para apelidos não são atualizados. Os conhecidos vêm da memória.",
    "circuit:roblox_groups": "Patentes no grupo do Roblox vêm da memória.",
    "circuit:roblox_thumbnails": "Os cartões mostram uma imagem antiga do avatar do Roblox, ou nenhuma.",
    "circuit:discord_rest": (
        "Por enquanto novas patentes não são dadas e apelidos não são atualizados. Os comandos ainda funcionam."
    ),
    "circuit:webhook": "Os membros não percebem nada. Os alertas esperam e são enviados depois.",
    "circuit:*": "Um serviço que falhou fica um tempo sem ser consultado.",
    # regras do Prometheus
    "alert:IgnisInteractionsFail": "Muitos comandos dos membros falham.",
    "alert:IgnisInteractionsSlow": (
        "Os membros esperam muito por um comando. Depois de três segundos o Discord desiste dele."
    ),
    "alert:IgnisDiscordErrors": "Alguns comandos falham, e algumas patentes e apelidos atrasam.",
    "alert:IgnisRateLimited": "Patentes e apelidos são atualizados mais devagar.",
    "alert:IgnisNearBan": ("Logo o Discord recusará tudo o que vem desta máquina por uma hora. Aí nada mais funciona."),
    "alert:IgnisIdentifiesLow": "Logo o Discord troca o token do bot. Aí ele fica fora do ar até você pôr um novo.",
    "alert:IgnisBloxlinkBudgetLow": (
        "Os membros ainda não percebem nada. Quando a cota acabar, as contas do Roblox vêm da memória."
    ),
    "alert:IgnisSyncStuck": "Novas patentes não são dadas e apelidos não são atualizados, ou só com atraso.",
    "alert:IgnisTargetDown": (
        "Os membros não percebem nada. Faltam os números de um programa no Grafana, e as regras dele não veem nada."
    ),
    "alert:IgnisEventLoopLags": "Tudo o que este programa faz atrasa. Se for o bot, os membros esperam.",
    "alert:IgnisBackgroundFails": (
        "Os membros não percebem nada. Uma parte da vigilância falhou e foi iniciada de novo."
    ),
    "alert:IgnisRestartsFrequent": "O programa cai toda hora. Se for o bot, a cada vez os comandos falham.",
    "alert:IgnisMemoryGrows": (
        "Os membros ainda não percebem nada. Acima de `memory.hard_mb` ele é reiniciado, daqui a mais ou menos um dia."
    ),
    "alert:IgnisCheckOverdue": "Os membros não percebem nada. O que esta verificação diz pode não valer mais.",
    "alert:IgnisHistoryNotWritten": "Os membros não percebem nada. A página de status fica com uma lacuna.",
    "alert:IgnisOutboxStuck": "Os membros não percebem nada. Você fica sabendo dos problemas tarde, ou não fica.",
    "alert:IgnisAlertsFail": "Os membros não percebem nada. Você fica sabendo dos problemas tarde, ou não fica.",
    "alert:*": "Uma regra do seu Prometheus disparou; o que ela diz está abaixo.",
}

TO_DO: Final[Mapping[str, str]] = {
    # programas, por como caíram
    "kind:crashed": (
        "Nada, se ele voltar: ele é iniciado de novo sozinho. Se cair outra vez, o log diz por quê. Reiniciar "
        "manualmente o inicia na hora, mesmo que ele esteja esperando."
    ),
    "kind:hung": "Nada: ele foi encerrado e é iniciado de novo. Se travar outra vez, o log diz o ponto em que parou.",
    "kind:config": (
        "Reiniciar não adianta, por isso não se tenta. Corrija o que dizem as últimas linhas do log, por exemplo uma "
        "configuração ou o token, e depois reinicie."
    ),
    "kind:cannot_start": "O supervisord desistiu dele. Corrija o que os logs dizem e depois reinicie.",
    "kind:outgrown": (
        "Nada por enquanto. Se acontecer de novo e o seu servidor for grande, aumente `memory.hard_mb` em "
        "config/ignis.yaml. Se não for, algo vaza memória: guarde o log."
    ),
    "memory": (
        "Se o seu servidor for grande, aumente `memory.soft_mb` e `memory.hard_mb` em config/ignis.yaml e reinicie o "
        "relay. Se o uso sobe durante horas, algo vaza memória."
    ),
    # tudo de uma vez
    "kind:outage": "Se ninguém fez isso de propósito, estes logs dizem quem foi. O segundo mostra se faltou memória.",
    "kind:machine_off": "Se ninguém fez isso de propósito, veja quando e por que a máquina desligou.",
    "kind:asleep": "Uma máquina que roda o Ignis não deve dormir: desative isso.",
    "kind:standstill": "Veja se a máquina está sobrecarregada, ou se foi congelada pelo provedor ou para um snapshot.",
    "test": "Nada: ele acaba sozinho.",
    "kind:unsupervised": (
        "Veja como ele está: um T na coluna STAT quer dizer que foi parado; `kill -CONT` com o pid dele o faz seguir. "
        "Senão, `kill -9` com o pid dele encerra todo o Ignis, e `ignis up` o inicia de novo."
    ),
    # verificações
    "check:bot_liveness": "O Ignis reinicia um bot que fica em silêncio. Se não resolver, o log diz por quê.",
    "check:process_state": "Veja qual é o programa e por quê. Reinicie-o se ele não voltar.",
    "check:background": (
        "Por enquanto nada: ela é iniciada de novo sozinha. Se falhar várias vezes, o log tem a causa; reiniciar o "
        "programa pode ajudar."
    ),
    "check:recoveries": (
        "A linha acima diz qual reparo falhou e por quê. Remova a causa e rode-o à mão. Sem nome, o comando lista "
        "todos."
    ),
    "check:restart_budget": "Descubra por que o programa cai toda hora; reiniciar manualmente o inicia na hora.",
    "check:discord_gateway": (
        "Se o discordstatus.com mostrar uma queda, espere: o bot reconecta sozinho. Se não, veja o log ou reconecte "
        "agora."
    ),
    "check:members": (
        "Por enquanto nada: a lista é pedida de novo. Se continuar vermelha, veja se o Server Members Intent está "
        "ligado no portal de desenvolvedores do Discord."
    ),
    "check:discord_api": (
        "Se o discordstatus.com mostrar uma queda, espere. Se não, teste a conexão desta máquina, com o DNS e o "
        "firewall."
    ),
    "check:database": (
        "O Ignis conserta sozinho o que consegue. A linha acima diz a causa: libere espaço em um disco cheio, "
        "encerre o programa que segura o bloqueio, ou devolva a permissão de escrita."
    ),
    "check:alerts": (
        "Crie um webhook no canal, ponha-o em IGNIS_ALERT_WEBHOOK e reinicie o relay. O antigo é procurado a cada dois "
        "minutos. Enquanto isso, `ignis status` e a página de status mostram o que há."
    ),
    "check:backups": "Libere espaço no disco, ou devolva a permissão de escrita em `backups`, na pasta de estado.",
    "check:cache": "Se continuar vermelha, reinicie o bot: o cache é preenchido de novo.",
    "check:commands": (
        "Por enquanto nada: eles são registrados de novo sozinhos. Se continuar vermelha, faça isso agora e veja o log."
    ),
    "check:config": "Corrija a linha do mapa de cargos citada acima. Ele é lido de novo assim que for salvo.",
    "check:privacy": "Libere espaço no disco, ou devolva a permissão de escrita em `backups`. Tenta-se a cada minuto.",
    "check:bloxlink": (
        "Nada: ele é consultado de novo sozinho. Se durar mais de uma hora, o log do bot diz o que o Bloxlink responde."
    ),
    "check:bloxlink:key": "A chave foi recusada: ponha uma nova BLOXLINK_API_KEY no `.env` e reinicie o bot.",
    "check:roblox": (
        "Se o status.roblox.com mostrar uma queda, espere: ele é consultado de novo sozinho. Se não, o log do bot "
        "diz o que o Roblox responde."
    ),
    "check:roblox:key": "A chave foi recusada: ponha uma nova ROBLOX_API_KEY no `.env` e reinicie o bot.",
    "check:circuits": "Nada: o serviço é consultado de novo sozinho.",
    "check:memory": "Veja qual é o programa. Se o seu servidor for grande, aumente os limites em `memory`.",
    "check:disk": (
        "Libere espaço no disco que guarda a pasta de estado. O segundo comando remove backups antigos do próprio "
        "Ignis."
    ),
    "check:clock": "Deixe esta máquina acertar o relógio sozinha.",
    "check:*": "A página de status tem os detalhes.",
    # circuitos
    "circuit:bloxlink": "Nada: tenta-se de novo sozinho. Se ficar aberto por uma hora, o log tem as respostas.",
    "circuit:roblox_cloud": "Nada, se o status.roblox.com mostrar uma queda. Se não, o log tem as respostas.",
    "circuit:roblox_users": "Nada, se o status.roblox.com mostrar uma queda. Se não, o log tem as respostas.",
    "circuit:roblox_groups": "Nada, se o status.roblox.com mostrar uma queda. Se não, o log tem as respostas.",
    "circuit:roblox_thumbnails": "Nada: tenta-se de novo sozinho.",
    "circuit:discord_rest": "Nada, se o discordstatus.com mostrar uma queda. Se não, o log tem as respostas.",
    "circuit:webhook": "Nada, se o discordstatus.com mostrar uma queda. Se não, o log do relay tem as respostas.",
    "circuit:*": "Nada: tenta-se de novo sozinho.",
    # regras do Prometheus
    "alert:IgnisInteractionsFail": "O log diz quais comandos falham e por quê.",
    "alert:IgnisInteractionsSlow": "Abra um trace lento na página de status: ele mostra qual parte espera.",
    "alert:IgnisDiscordErrors": (
        "Se o discordstatus.com mostrar uma queda, espere. Se não, o log tem as respostas do Discord."
    ),
    "alert:IgnisRateLimited": (
        "Se uma sincronização estiver rodando, diminua `sync.writes_per_second` em config/ignis.yaml e reinicie o bot. "
        "Veja se outro programa usa o mesmo token."
    ),
    "alert:IgnisNearBan": (
        "Pare o Ignis agora. O log diz o que o Discord recusa: muitas vezes o cargo do bot perdeu uma permissão. "
        "Inicie de novo depois de corrigir isso."
    ),
    "alert:IgnisIdentifiesLow": (
        "Algo inicia o bot toda hora: veja com que frequência e por quê. Se não se acalmar, pare o Ignis."
    ),
    "alert:IgnisBloxlinkBudgetLow": "Deixe o `/sync all` para amanhã, ou aumente `accounts.bloxlink_per_day`.",
    "alert:IgnisSyncStuck": (
        "O log diz por que as mudanças falham. Em geral o cargo do bot está baixo demais, ou falta uma permissão."
    ),
    "alert:IgnisTargetDown": "Se o status diz que está pronto, a porta na configuração do Prometheus está errada.",
    "alert:IgnisEventLoopLags": "Veja se a máquina está ocupada ou usando swap. Se não, algo no programa bloqueia.",
    "alert:IgnisBackgroundFails": "Por enquanto nada: continua sozinho. Se falhar várias vezes, veja o log.",
    "alert:IgnisRestartsFrequent": "Reiniciar não ajuda aqui. O log do programa tem o motivo.",
    "alert:IgnisMemoryGrows": (
        "Não é urgente. Um servidor que cresce precisa de mais memória; um uso que sobe sem fim é vazamento."
    ),
    "alert:IgnisCheckOverdue": "Guarde o log do exporter e depois reinicie-o.",
    "alert:IgnisHistoryNotWritten": "Veja se o disco está cheio. O log do exporter tem o motivo.",
    "alert:IgnisOutboxStuck": (
        "O log do relay diz o que o Discord responde. Todos os alertas ficam guardados até ele aceitar."
    ),
    "alert:IgnisAlertsFail": (
        "O log do relay diz o que o Discord responde. Se o webhook sumiu, crie um novo, ponha no `.env` como "
        "IGNIS_ALERT_WEBHOOK e reinicie o relay."
    ),
    "alert:*": "O que a sua regra diz.",
}
