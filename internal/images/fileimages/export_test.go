package fileimages

import "os"

// Calls stand in for what a Store asks of the system; nil ones are the real ones.
type Calls struct {
	SyncFile   func(*os.File) error
	SyncFolder func(*os.Root) error
	SyncWhole  func(*os.File) error
}

// OpenWith is Open with calls of the test's own.
func OpenWith(dir string, o Options, c Calls) (*Store, error) {
	own := calls{syncFile, syncFolder, syncWhole}
	if c.SyncFile != nil {
		own.syncFile = c.SyncFile
	}
	if c.SyncFolder != nil {
		own.syncFolder = c.SyncFolder
	}
	if c.SyncWhole != nil {
		own.syncWhole = c.SyncWhole
	}
	return open(dir, o, own)
}

// SyncsWhole says whether the store may sync its file system as a whole.
func (s *Store) SyncsWhole() bool { return s.whole }

// SmallGroup is up to how many files are synced one by one.
const SmallGroup = smallGroup
