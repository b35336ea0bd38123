package deviceapi

import (
	"errors"
	"net/http"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// fault is an error code of the API.
type fault int

const (
	invalidRequest   fault = 1
	invalidFormat    fault = 2
	invalidContent   fault = 3
	unauthorized     fault = 9
	userLocked       fault = 10
	unsupported      fault = 11
	channelError     fault = 12
	actionError      fault = 14
	missingParameter fault = 15
	rangeError       fault = 16
	overSpecs        fault = 19
	notExist         fault = 20
	internalError    fault = 79
	plateLibraryFull fault = 202
	plateExists      fault = 203
	plateMissing     fault = 204
	plateGroupGone   fault = 207
	sessionExpired   fault = 499
)

func (f fault) Error() string {
	switch f {
	case invalidRequest:
		return "Invalid Request"
	case invalidFormat:
		return "Invalid XML Format"
	case invalidContent:
		return "Invalid XML Content"
	case unauthorized:
		return "Unauthorized"
	case userLocked:
		return "User Locked"
	case unsupported:
		return "Unsupported Function"
	case channelError:
		return "Channel Error"
	case actionError:
		return "Action Error"
	case missingParameter:
		return "Missing Required Parameters"
	case rangeError:
		return "Range Error"
	case overSpecs:
		return "Over Specifications"
	case notExist:
		return "Resources Not Exist"
	case plateLibraryFull:
		return "License Plate Library Full"
	case plateExists:
		return "License Plate Exists"
	case plateMissing:
		return "License Plate Not Exist"
	case plateGroupGone:
		return "License Plate Group Not Exist"
	case sessionExpired:
		return "Session Expired"
	}
	return "Internal Error"
}

// on is the code that a generation has for it: the first has only codes up to 5,
// and the undocumented 499.
func (f fault) on(g generation) fault {
	if g > api1 || f <= invalidContent || f == sessionExpired {
		return f
	}
	switch f {
	case missingParameter, rangeError, overSpecs, notExist, plateLibraryFull, plateExists, plateMissing, plateGroupGone:
		return invalidContent
	case unauthorized, userLocked, internalError:
		return f
	}
	return invalidRequest
}

// status is the HTTP status of a fault's document. What was wrong with the request
// as such is a bad request on later firmware; what was wrong with its content is
// told in the document alone.
func (f fault) status(g generation) int {
	switch {
	case f == unauthorized || f == userLocked:
		return http.StatusUnauthorized
	case g == api1:
		return http.StatusOK
	case f <= invalidContent || f == unsupported || f == actionError || f == missingParameter:
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// faultOf is the code for an error of a command.
func faultOf(err error) fault {
	var f fault
	var wrong settings.Problems
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &wrong):
		return invalidContent
	case errors.Is(err, ErrNoVideo):
		return channelError
	}
	return internalError
}
