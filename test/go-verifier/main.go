// Verifies a Countersign ledger export with Go's own golang.org/x/mod/sumdb packages: the checkpoint's signature, the
// inclusion of every entry, and the consistency of every earlier checkpoint. It shares no code with Countersign.
//
//	go-verifier FOLDER VKEY
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

// Height of C2SP tlog-tiles.
func (folder) Height() int { return 8 }

// ReadTiles reads tiles under the C2SP layout, tile/<L>/<N>, which leaves the height out of Go's tile/8/<L>/<N>.
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (folder) SaveTiles([]tlog.Tile, [][]byte) {}

func check(what string, err error) {
	if err != nil {
		fmt.Printf("FAIL %s: %v\n", what, err)
		os.Exit(1)
	}
}

func open(text []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(verifier))
	check("signature of a checkpoint", err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		check("text of a checkpoint", fmt.Errorf("unexpected: %q", opened.Text))
	}
	var tree tlog.Tree
	_, err = fmt.Sscanf(lines[1], "%d", &tree.N)
	check("size of a checkpoint", err)
	tree.Hash, err = tlog.ParseHash(lines[2])
	check("root of a checkpoint", err)
	return tree
}

func main() {
	if len(os.Args) != 3 {
		fmt.Println("usage: go-verifier FOLDER VKEY")
		os.Exit(2)
	}
	dir := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	check("verifier key", err)

	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check("reading the checkpoint", err)
	tree := open(text, verifier)
	fmt.Printf("checkpoint of %s: %d entries\n", verifier.Name(), tree.N)

	reader := tlog.TileHashReader(tree, folder(dir))
	for seq := int64(0); seq < tree.N; {
		width := tree.N - seq
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: 0, N: seq / 256, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(dir, path))
		check("reading entries", err)
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			hash := tlog.RecordHash(bundle[2 : 2+length])
			bundle = bundle[2+length:]
			proof, err := tlog.ProveRecord(tree.N, seq, reader)
			check(fmt.Sprintf("proving entry %d", seq), err)
			check(fmt.Sprintf("inclusion of entry %d", seq), tlog.CheckRecord(proof, tree.N, tree.Hash, seq, hash))
			seq++
		}
	}
	fmt.Printf("inclusion: %d entries\n", tree.N)

	all, err := os.ReadFile(filepath.Join(dir, "checkpoints.txt"))
	check("reading earlier checkpoints", err)
	checked := 0
	for _, text := range strings.Split(strings.TrimSuffix(string(all), "\n--\n")+"\n", "\n--\n") {
		text = strings.TrimSuffix(text, "\n") + "\n"
		old := open([]byte(text), verifier)
		if old.N == tree.N {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		check(fmt.Sprintf("proving consistency from %d", old.N), err)
		check(fmt.Sprintf("consistency from %d", old.N), tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
		checked++
	}
	fmt.Printf("consistency: %d checkpoints\n", checked)
}
