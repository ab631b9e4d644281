/** The URLs that cameras are told to push to, in the syntax of ffmpeg and libsrt. Pure; used by both ingests. */

/** Seven transport packets: what fits an Ethernet frame. */
const payloadBytes = 1316;

export type CameraUrlOptions = {
  /** Host name or address; an IPv6 address without brackets. */
  host: string;
  port: number;
};

/** `latency` is in microseconds there. */
export function srtCameraUrl({
  host,
  port,
  passphrase,
  latencyMs,
}: CameraUrlOptions & { passphrase: string; latencyMs: number }): string {
  const options = `mode=caller&passphrase=${passphrase}&pkt_size=${payloadBytes}&latency=${latencyMs * 1000}`;
  return `srt://${bracketed(host)}:${port}?${options}`;
}

export function udpCameraUrl({ host, port }: CameraUrlOptions): string {
  return `udp://${bracketed(host)}:${port}?pkt_size=${payloadBytes}`;
}

/** As it stands in a URL (RFC 3986 §3.2.2). */
export function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
