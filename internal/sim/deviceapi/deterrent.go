package deviceapi

// audioAlarmOut answers GetAudioAlarmOutConfig. What it says can be changed on the
// page of a real camera only.
func audioAlarmOut(r *request) ([]byte, error) {
	d := r.answer()
	d.begin("audioAlarmOut")
	d.bool("switch", false)
	d.uint("audioType", 1)
	d.uint("volume", 80, "min", "0", "max", "100")
	d.uint("duration", 10)
	return d.finish(), nil
}

// whiteLightAlarmOut answers GetWhiteLightAlarmOutConfig.
func whiteLightAlarmOut(r *request) ([]byte, error) {
	d := r.answer()
	d.begin("whiteLightAlarmOut")
	d.bool("switch", false)
	d.text("lightMode", "flash")
	d.text("lightFrequency", "medium")
	d.uint("duration", 10)
	return d.finish(), nil
}

// alarmServer answers GetAlarmServerConfig: the older way of posting, which is off.
func alarmServer(r *request) ([]byte, error) {
	d := r.answer()
	d.begin("alarmServer")
	d.string("serverAddr", "")
	d.number("serverPort", "uint16", 8010, "min", "1", "max", "65535")
	d.bool("enableHeartbeat", false)
	d.number("heartbeatInterval", "uint16", 30, "min", "10", "max", "1800")
	return d.finish(), nil
}

// setAlarmServer fails as it was seen to fail.
func setAlarmServer(*request) ([]byte, error) { return nil, sessionExpired }
