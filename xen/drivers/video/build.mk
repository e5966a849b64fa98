obj-y += text_screen.o
