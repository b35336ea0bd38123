package deviceapi

import "encoding/base64"

func netBasic(r *request) ([]byte, error) {
	id := r.identity()
	d := r.answer()
	d.begin("netBasic")
	d.bool("dhcp", true)
	d.string("ipAddress", id.IP)
	d.string("subnetMask", "255.255.255.0")
	d.string("gateway", "192.0.2.1")
	d.string("dns1", "192.0.2.1")
	d.string("dns2", "")
	d.string("mac", id.MAC)
	return d.finish(), nil
}

func ports(r *request) ([]byte, error) {
	d := r.answer()
	d.begin("port")
	for _, p := range []struct {
		name   string
		number int
	}{{"httpPort", 80}, {"netPort", 9008}, {"rtspPort", 554}, {"httpsPort", 443}, {"longPollingPort", 8080}} {
		d.number(p.name, "uint16", p.number)
	}
	return d.finish(), nil
}

// modifyPassword answers ModifyPassword. The request's form is documented nowhere;
// here it is account/password, in base64 as the family sends passwords.
func modifyPassword(r *request) ([]byte, error) {
	n := r.body.at("account", "password")
	if n == nil {
		return nil, missingParameter
	}
	password, err := base64.StdEncoding.DecodeString(n.text)
	if err != nil {
		return nil, invalidContent
	}
	return r.done(r.changePassword(string(password)))
}
