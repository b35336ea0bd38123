package settings

import (
	"strings"
	"time"
)

// PlateEntry is a plate in a camera's database.
type PlateEntry struct {
	Number, Group            string // whiteList, blackList, temporaryList
	Begin, End               time.Time
	Owner, Card, Phone, Kind string
}

// The lists that a camera's database has.
const (
	TemporaryList = "temporaryList"
	WhiteList     = "whiteList"
	BlackList     = "blackList"
)

// MaxPlates is how many plates a database has room for.
const MaxPlates = 10000

// PlateLists are the groups of a camera's database in the order of their ids,
// which count from 1.
func PlateLists() []string { return []string{TemporaryList, WhiteList, BlackList} }

// PlateListLabel is the name of a list on the camera's page.
func PlateListLabel(list string) string {
	switch list {
	case WhiteList:
		return "Allow list"
	case BlackList:
		return "Block list"
	case TemporaryList:
		return "Temporary vehicle"
	}
	return list
}

// Match finds a plate in a database at a moment. An entry whose dates do not hold
// is not found, whatever its list, which is how devices forget a visitor.
func Match(plates []PlateEntry, number string, at time.Time) (PlateEntry, bool) {
	for _, p := range plates {
		if strings.EqualFold(p.Number, number) && p.Valid(at) {
			return p, true
		}
	}
	return PlateEntry{}, false
}

// Valid says whether an entry's dates hold at a moment. A date that is zero sets no
// bound.
func (p PlateEntry) Valid(at time.Time) bool {
	return (p.Begin.IsZero() || !at.Before(p.Begin)) && (p.End.IsZero() || !at.After(p.End))
}
