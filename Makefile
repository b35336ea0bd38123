# What a contributor needs; .ci/run runs exactly "make check".

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME    ?= 500x
VERSION     ?=
COMMIT      ?=

pkg     := github.com/watchpost/watchpost/internal/version
ldflags := -s -w $(if $(VERSION),-X $(pkg).number=$(VERSION)) $(if $(COMMIT),-X $(pkg).commit=$(COMMIT))

.PHONY: build run test check format vet staticcheck imports race truth fuzz bench profile torture

build: ## the binary, as bin/watchpost
	CGO_ENABLED=0 go build -trimpath -ldflags '$(ldflags)' -o bin/watchpost ./cmd/watchpost

run: ## a server with its data in ./watchpost-data
	go run ./cmd/watchpost serve

test: ## the tests, quickly
	go test ./...

check: format vet staticcheck imports race truth fuzz ## everything that must pass

format:
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "not gofmt'ed:"; echo "$$files"; exit 1; fi

vet:
	go vet ./...

staticcheck:
	go run $(STATICCHECK) ./...

imports: ## the rules of the house: imports, dependencies, notes, lengths
	go test -count=1 ./internal/house

race:
	go test -race -shuffle=on -timeout 20m ./...

truth: ## scenes held against the clock, which the race detector would make late
	go test -count=1 -run Incident ./internal/e2e

fuzz: ## every fuzz test for $(FUZZTIME); the long form (B18) is make fuzz FUZZTIME=10m
	@grep -rlE '^func Fuzz[A-Z]' --include='*_test.go' . | sort | while read -r file; do \
		for name in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]+)\(.*/\1/p' "$$file"); do \
			echo "fuzz $$(dirname "$$file") $$name"; \
			go test "$$(dirname "$$file")" -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x </dev/null || exit 1; \
		done; \
	done

bench: ## the numbers to hold, each against its bound in the same run
	go run ./internal/bench

profile: ## what the compiler is told of the hot paths, from posts of all kinds, without this machine's paths
	@dir=$$(mktemp -d) && go build -trimpath -o $$dir/bench ./internal/bench && for row in 1 2 3; do \
		$$dir/bench -rows $$row -rounds 2 -profile $$dir/$$row.prof || exit 1; \
	done && go tool pprof -proto $$dir/*.prof | gunzip | \
		perl -0777 -pe "s#\Q$$dir\E#'.' x length(\$$&)#ge" | gzip -n >cmd/watchpost/default.pgo && rm -r $$dir

torture: ## the promises about faults and load, in full length; needs root
	TORTURE=1 WATCHPOST_REQUIRE=1 go test -count=1 -v -timeout 6h ./internal/torture
