"""What is shown: words, tables, figures and explorers of a study. Nothing here simulates or measures."""
