package fileimages

import "os"

// syncFolder does nothing: NTFS writes the names of a file into its log before
// it calls the file flushed.
func syncFolder(*os.Root) error { return nil }
