# Kith. `make` alone says what there is.
.PHONY: help demo build test bench bench-linkage fuzz kill kill-messages docs

help:
	@echo "make demo    build Kith, make a fictional locality, import it and serve it on this machine"
	@echo "make test    install what the tests need and run all of them (CI runs this)"
	@echo "make bench   measure: first screen, import, start-up, memory (docs/performance.md)"
	@echo "make bench-linkage  measure matching beside Splink and on the FEBRL sets"
	@echo "make fuzz    bend good files a million times for each reader, and look for what panics or takes long"
	@echo "make kill    kill it 200 times while four people write, and look for what is lost"
	@echo "make kill-messages  kill it 200 times while 10,000 national messages come in, and look for what is lost"
	@echo "make docs    write the generated pages under docs/reference anew"
	@echo "make build   build the program: target/release/kith"

build:
	@scripts/need-build.sh
	cargo build --release -p kith

demo: build
	target/release/kith demo

test:
	@scripts/test.sh

bench: build
	@scripts/bench.sh

bench-linkage:
	@bench/linkage/run.sh

fuzz:
	cargo run --release -p kith-exchange --example fuzz -- 1000000

kill: build
	node scripts/kill.mjs target/release/kith 200

kill-messages: build
	rm -rf target/kill-messages
	target/release/kith synth --messages 10000 --shuffled --repeated -o target/kill-messages
	node scripts/kill-messages.mjs target/release/kith target/kill-messages/messages 200

docs:
	cargo xtask docs
