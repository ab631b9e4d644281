/**
 * Why a broker cannot be reached, as a sentence that names the setting and the mend. Gateway and agent have the same
 * settings for their broker, so they say the same. Pure; `BrokerWatch` calls it.
 */

/** What of the settings under `mqtt` the sentences name. None of it is secret; passwords stay outside. */
export type BrokerSettings = {
  url: string;
  clientId: string;
  username: string | null;
  caFile: string | null;
  certFile: string | null;
  alpn: string | null;
};

export type BrokerProblem = {
  /** `error`: somebody has to change something; `warn`: it may pass by itself. */
  level: 'error' | 'warn';
  message: string;
};

type Explain = (settings: BrokerSettings) => BrokerProblem;

const wrong =
  (message: (settings: BrokerSettings) => string): Explain =>
  (settings) => ({ level: 'error', message: message(settings) });
const away =
  (message: (settings: BrokerSettings) => string): Explain =>
  (settings) => ({ level: 'warn', message: message(settings) });

const unknownAuthority = wrong(({ caFile }) =>
  caFile === null
    ? 'mqtt.caFile: the certificate of the broker is signed by no authority that this machine knows; set it to the PEM file of the authority that signed it'
    : `mqtt.caFile: ${caFile} is not the authority that signed the certificate of the broker; give the PEM file of the one that did`,
);
const clientCertificateWanted = wrong(({ certFile }) =>
  certFile === null
    ? 'mqtt.certFile and mqtt.keyFile: the broker demands a certificate of its clients; set both'
    : `mqtt.certFile: the broker does not accept ${certFile}; check that the authority which it trusts signed it`,
);
const clientCertificateUnknown = wrong(
  ({ certFile }) =>
    `mqtt.certFile: the broker does not know the authority that signed ${certFile}; use a certificate that is registered there`,
);
const wrongHost = wrong(
  ({ url }) =>
    `mqtt.url: the certificate of the broker is not made out to ${hostOf(url)}; use a host name that it has, or give the broker a certificate for this one`,
);
const noTls = wrong(
  ({ url }) =>
    `mqtt.url: ${placeOf(url)} does not speak TLS; use mqtt:// for it, or the TLS port of the broker, often 8883`,
);
const wrongAlpn = wrong(({ alpn }) =>
  alpn === null
    ? 'mqtt.alpn: the broker wants to be told the protocol; AWS IoT Core on port 443 takes "x-amzn-mqtt-ca"'
    : `mqtt.alpn: the broker does not know "${alpn}"; AWS IoT Core on port 443 takes "x-amzn-mqtt-ca", or "mqtt" with a custom authorizer`,
);
const wrongLogin = wrong(({ username, certFile }) =>
  username === null && certFile === null
    ? 'mqtt.username and mqtt.password: the broker lets nobody in without; set both'
    : username === null
      ? 'mqtt.certFile: the broker knows the certificate and refuses its holder; allow it there'
      : `mqtt.username and mqtt.password: the broker refuses "${withoutQuery(username)}" with this password`,
);
const unreachable = away(
  ({ url }) => `mqtt.url: ${placeOf(url)} does not answer; check network and firewall`,
);

/** By the codes of Node (sockets, OpenSSL's verification, alerts of the broker) and of CONNACK [MQTT-3.2.2-4]. */
const explanations: Readonly<Record<string, Explain>> = {
  ECONNREFUSED: away(
    ({ url }) => `mqtt.url: nothing listens at ${placeOf(url)}; check the address, and that the broker runs`,
  ),
  ENOTFOUND: away(
    ({ url }) => `mqtt.url: no address is known for ${hostOf(url)}; check its spelling and DNS`,
  ),
  EAI_AGAIN: away(({ url }) => `mqtt.url: DNS does not answer for ${hostOf(url)}; check the network`),
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,

  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_HAS_EXPIRED: wrong(
    () => 'the certificate of the broker has expired: renew it there, or set the clock of this machine',
  ),
  CERT_NOT_YET_VALID: wrong(
    () => 'the certificate of the broker is not valid yet: set the clock of this machine, best by NTP',
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: wrongHost,
  HOSTNAME_MISMATCH: wrongHost,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,

  // TLS 1.2 has no alert of its own for a missing certificate.
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificateWanted,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: clientCertificateWanted,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientCertificateUnknown,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: clientCertificateUnknown,
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: clientCertificateUnknown,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: clientCertificateUnknown,
  ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: clientCertificateUnknown,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: clientCertificateUnknown,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: wrong(
    ({ certFile }) => `mqtt.certFile: ${certFile} has expired by the clock of the broker; renew it`,
  ),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: wrong(
    ({ certFile }) => `mqtt.certFile: ${certFile} was revoked at the broker; get another one`,
  ),
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: wrongAlpn,
  ERR_SSL_TLSV13_ALERT_NO_APPLICATION_PROTOCOL: wrongAlpn,

  '1': wrong(() => 'mqtt.url: the broker does not speak MQTT 3.1.1; use one that does'),
  '2': wrong(
    ({ clientId }) => `mqtt.clientId: the broker refuses "${clientId}"; allow it there, or set another`,
  ),
  '3': away(() => 'the broker says that it is not available now'),
  '4': wrongLogin,
  '5': wrongLogin,
};

/**
 * Words why an attempt failed, or why a connection ended.
 *
 * @param error what the socket, TLS or CONNACK said; `undefined` when the broker closed the connection without a word
 */
export function explainBrokerError(error: unknown, settings: BrokerSettings): BrokerProblem {
  if (error === undefined) return explainSilence(settings);
  const { code, message } = error as { code?: unknown; message?: string };
  const explain = explanations[code === 'EPROTO' ? tlsCodeOf(message ?? '') : String(code)];
  if (explain) return explain(settings);
  if (message === 'connack timeout') return unreachable(settings);
  // A peer that hangs up in the middle of the handshake has not said why either.
  if (code === 'ECONNRESET' || code === 'EPIPE') return explainSilence(settings);
  // OpenSSL's messages are several lines with addresses in them; their code says as much.
  const words = message === undefined || message === '' || message.includes('\n') ? String(code) : message;
  return { level: 'warn', message: `mqtt.url: ${placeOf(settings.url)} cannot be used: ${words}` };
}

/** During the handshake Node gives OpenSSL's reason in the message only: `…:SSL routines:ssl3_read_bytes:wrong version number:…`. */
function tlsCodeOf(message: string): string {
  const [, reason = ''] = /:SSL routines:[^:]*:([^:]+):/.exec(message) ?? [];
  return `ERR_SSL_${reason.replaceAll(' ', '_').toUpperCase()}`;
}

function explainSilence({ url, alpn, certFile, clientId }: BrokerSettings): BrokerProblem {
  const { scheme, host, port } = partsOf(url);
  const closed = `${placeOf(url)} closed the connection without an answer`;
  const mends = [
    ...(scheme === 'mqtt' ? ['if that is its TLS port, use mqtts:// in mqtt.url'] : []),
    ...(scheme === 'mqtts' && alpn === null && port === '443'
      ? ['AWS IoT Core on port 443 needs mqtt.alpn, "x-amzn-mqtt-ca"']
      : []),
    ...(scheme === 'mqtts' && /^[\d.]+$|^\[/.test(host)
      ? ['AWS IoT Core needs its host name in mqtt.url, not an address']
      : []),
    ...(certFile === null
      ? []
      : [`check that ${certFile} (mqtt.certFile) is active there and has a policy attached`]),
    `check that its policy lets "${clientId}" (mqtt.clientId) connect`,
  ];
  return { level: 'warn', message: `${closed}; if this goes on: ${mends.join('; ')}` };
}

const defaultPorts: Record<string, string> = { mqtt: '1883', mqtts: '8883', ws: '80', wss: '443' };

/** By hand, since this package knows neither Node nor the browser; the schemas have made sure that it is a URL. */
function partsOf(url: string): { scheme: string; host: string; port: string } {
  const [, scheme = '', host = '', port] =
    /^(\w+):\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/.exec(url) ?? [];
  return { scheme, host, port: port ?? defaultPorts[scheme] ?? '' };
}

function hostOf(url: string): string {
  return partsOf(url).host;
}

/** Never the URL itself, which may hold a password. */
function placeOf(url: string): string {
  const { host, port } = partsOf(url);
  return `${host}:${port}`;
}

/** AWS's custom authorizers take tokens and signatures as a query behind the user name. */
function withoutQuery(username: string): string {
  return username.split('?')[0] ?? '';
}
