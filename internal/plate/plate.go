// Package plate compares licence plate texts the way cameras misread them.
package plate
