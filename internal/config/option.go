package config

import "strings"

// option is one line of the table that flags, environment variables, keys of
// the file, the help text and the sample file are made of.
type option struct {
	name  string // "max-post"; the flag is --max-post, the variable WATCHPOST_MAX_POST
	arg   string // what the value is, for the help; "" for one that is on or off
	group string // heading, on the first option below it
	help  string // one or more sentences
	// value is the option's place in c; nil for clocks, a list that the file
	// alone can hold.
	value func(c *Serve) value
	// secret options may also be told the file that holds the secret: by a
	// value "@FILE", or by the option's name with -file.
	secret bool
}

func (o option) env() string {
	return EnvPrefix + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
}

// EnvPrefix begins the name of every environment variable that is read.
const EnvPrefix = "WATCHPOST_"

// configOption is the one option that the file cannot hold: its own name.
const configOption = "config"

// clocksOption is the one option that the file alone can hold.
const clocksOption = "clocks"

// options returns the table, in the order of the help and the sample file.
func options() []option {
	return []option{
		{name: configOption, arg: "FILE", group: "Configuration",
			help:  "YAML file with any of these options as keys, without the dashes in front.",
			value: func(c *Serve) value { return (*text)(&c.Config) }},
		{name: "data", arg: "DIR",
			help:  "Folder of the database and the images. Made if it is missing.",
			value: func(c *Serve) value { return (*text)(&c.Data) }},

		{name: "devices", arg: "ADDRESS", group: "Devices post to",
			help:  "Address that cameras and recorders post to, as HOST:PORT or :PORT for all of this machine's addresses. Any path is taken; the device pages suggest /API.",
			value: func(c *Serve) value { return (*text)(&c.Devices) }},
		{name: "devices-tls", arg: "ADDRESS",
			help:  "A second such address with TLS, for example :5443. Without devices-cert a self-signed certificate is made once and kept in the data folder. Empty for none.",
			value: func(c *Serve) value { return (*text)(&c.DevicesTLS) }},
		{name: "devices-cert", arg: "FILE",
			help:  "PEM file of the certificate for devices-tls, intermediate certificates included.",
			value: func(c *Serve) value { return (*text)(&c.DevicesCert) }},
		{name: "devices-key", arg: "FILE",
			help:  "PEM file of the certificate's private key.",
			value: func(c *Serve) value { return (*text)(&c.DevicesKey) }},
		{name: "devices-tls-legacy",
			help:  "Also speak TLS 1.0 and 1.1 on devices-tls, for devices with old firmware. They protect little.",
			value: func(c *Serve) value { return (*toggle)(&c.DevicesTLSLegacy) }},

		{name: "allow", arg: "NETWORKS", group: "Who may post",
			help:  "Networks that devices may post from, separated by commas: 192.0.2.0/24, single addresses, loopback, private (loopback and private addresses) or any.",
			value: func(c *Serve) value { return &c.Allow }},
		{name: "device-user", arg: "NAME",
			help:  "User name that devices must give (Basic or Digest). Empty asks for none.",
			value: func(c *Serve) value { return (*text)(&c.DeviceUser) }},
		{name: "device-password", arg: "SECRET", secret: true,
			help:  "Password that goes with device-user.",
			value: func(c *Serve) value { return &c.DevicePassword }},
		{name: "device-token", arg: "SECRET", secret: true,
			help:  "Secret that must follow /API in the path devices post to: /API/SECRET. For devices that cannot give a password.",
			value: func(c *Serve) value { return &c.DeviceToken }},

		{name: "max-post", arg: "SIZE", group: "Limits",
			help:  "Largest post that is taken.",
			value: func(c *Serve) value { return &c.MaxPost }},
		{name: "max-inflight", arg: "SIZE",
			help:  "Memory for posts that are being received and stored. When it is used up, devices are told to try again later.",
			value: func(c *Serve) value { return &c.MaxInflight }},
		{name: "max-connections", arg: "N",
			help:  "Most connections of devices at once.",
			value: func(c *Serve) value { return (*count)(&c.MaxConnections) }},
		{name: "max-connections-per-address", arg: "N",
			help:  "Most connections from one address at once.",
			value: func(c *Serve) value { return (*count)(&c.MaxConnectionsPerAddress) }},
		{name: "idle", arg: "TIME",
			help:  "How long a device's connection may rest between posts. More than the longest heartbeat interval of any device.",
			value: func(c *Serve) value { return &c.Idle }},
		{name: "max-devices", arg: "N",
			help:  "Most devices that are told apart. Posts of further ones are kept under their address.",
			value: func(c *Serve) value { return (*count)(&c.MaxDevices) }},

		{name: "web", arg: "ADDRESS", group: "Web page and API",
			help:  "Address of the web page and the API, as HOST:PORT. While there is no user, whoever reaches an address of this machine alone (127.0.0.1) may do everything; at any other the first administrator is set up with the token that the server prints.",
			value: func(c *Serve) value { return (*text)(&c.Web) }},
		{name: "web-base-path", arg: "PATH",
			help:  "Path under which a reverse proxy has the web page, for example /watchpost. Empty for its root.",
			value: func(c *Serve) value { return (*text)(&c.WebBasePath) }},
		{name: "trusted-proxy", arg: "NETWORKS",
			help:  "Networks of reverse proxies whose X-Forwarded-For, -Proto and -Host and X-Ingress-Path are believed, for example 127.0.0.1 or 172.30.32.2. Empty believes none.",
			value: func(c *Serve) value { return (*networksOrNone)(&c.TrustedProxy) }},
		{name: "login-header", arg: "NAME",
			help:  "Header in which a trusted proxy names the user who has logged in there, for example X-Forwarded-User. The proxy must take away what clients send under this name. Empty for none.",
			value: func(c *Serve) value { return (*text)(&c.LoginHeader) }},
		{name: "open",
			help:  "Nobody has to log in: whoever reaches the web address may see and change everything.",
			value: func(c *Serve) value { return (*toggle)(&c.Open) }},
		{name: "demo",
			help:  "Also start a virtual camera and recorder that post to this server, so that there is something to see at once.",
			value: func(c *Serve) value { return (*toggle)(&c.Demo) }},

		{name: "keep", arg: "TIME", group: "What is kept",
			help:  "Remove events that are older, for example 30d. 0 keeps them for ever.",
			value: func(c *Serve) value { return &c.Keep }},
		{name: "keep-size", arg: "SIZE",
			help:  "Remove the oldest events when the data folder grows beyond this, for example 200GB. 0 has no bound.",
			value: func(c *Serve) value { return &c.KeepSize }},
		{name: "keep-free", arg: "SIZE",
			help:  "Remove the oldest events when the disk has less room left than this.",
			value: func(c *Serve) value { return &c.KeepFree }},
		{name: "keep-raw",
			help:  "Also keep the XML of each event, without image data.",
			value: func(c *Serve) value { return (*toggle)(&c.KeepRaw) }},

		{name: "capture-size", arg: "SIZE", group: "Raw posts for finding faults",
			help:  "Room for the latest raw posts of each device, to download and replay. 0 keeps none.",
			value: func(c *Serve) value { return &c.CaptureSize }},
		{name: "capture-age", arg: "TIME",
			help:  "Drop raw posts that are older. 0 keeps them as long as there is room.",
			value: func(c *Serve) value { return &c.CaptureAge }},
		{name: "capture-tracking",
			help:  "Keep raw tracking posts too. A busy camera sends seven a second.",
			value: func(c *Serve) value { return (*toggle)(&c.CaptureTracking) }},

		{name: "device-zone", arg: "ZONE", group: "Clocks and tracks",
			help:  "Time zone that the devices' clocks show, for example Europe/Berlin. Local is the zone of this machine.",
			value: func(c *Serve) value { return &c.DeviceZone }},
		{name: "date-order", arg: "ORDER",
			help:  "How to read a device's date such as 05-12-2026: mdy is month first, dmy day first.",
			value: func(c *Serve) value { return &c.DateOrder }},
		{name: clocksOption,
			help: "Single devices whose clocks differ: a list of device (its id, MAC or serial number), zone and date-order. In the file only."},
		{name: "track-silence", arg: "TIME",
			help:  "After how long without a tracking post a target has left.",
			value: func(c *Serve) value { return &c.TrackSilence }},
		{name: "alarm-limit", arg: "TIME",
			help:  "After how long an alarm is over that its device neither repeats nor ends. 0 is never.",
			value: func(c *Serve) value { return &c.AlarmLimit }},

		{name: "log-format", arg: "FORMAT", group: "Console and log",
			help:  "text for people, json for machines: one object a line.",
			value: func(c *Serve) value { return &c.LogFormat }},
		{name: "log-level", arg: "LEVEL",
			help:  "Least important messages that are logged: debug, info, warn or error.",
			value: func(c *Serve) value { return (*level)(&c.LogLevel) }},
	}
}

// names returns the names of the options that keep says yes to, those of the
// files of secrets included.
func names(keep func(option) bool) []string {
	var out []string
	for _, o := range options() {
		if !keep(o) {
			continue
		}
		if out = append(out, o.name); o.secret {
			out = append(out, o.name+fileSuffix)
		}
	}
	return out
}

// fileSuffix makes the name of a secret that of the file it is in.
const fileSuffix = "-file"

// find returns the option of a name. asFile says that the name is a secret's
// with -file.
func find(name string) (o option, asFile, ok bool) {
	for _, o := range options() {
		if o.name == name {
			return o, false, true
		}
		if o.secret && o.name+fileSuffix == name {
			return o, true, true
		}
	}
	return option{}, false, false
}
