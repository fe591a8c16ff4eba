"""Documents that people teach from: PDF, DOCX, HTML, plain text and Markdown, each read in a process of its own."""
