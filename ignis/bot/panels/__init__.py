"""What commands and buttons show alike: one file per list, each with the buttons that turn its pages."""
