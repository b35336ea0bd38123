package disk

import "golang.org/x/sys/windows"

func of(path string) (Usage, error) {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return Usage{}, err
	}
	var available, total, free uint64
	if err := windows.GetDiskFreeSpaceEx(p, &available, &total, &free); err != nil {
		return Usage{}, err
	}
	return Usage{Total: int64(total), Available: int64(available)}, nil
}
