import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { createPesLengthWriter } from './pes-lengths.js';

/** Two seconds of H.264 in MPEG-TS, as rpicam-vid's muxer writes it: lengths left open. */
function encode(bitsPerSecond: number): Buffer {
  const args = ['-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30:d=2'];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30'];
  const { stdout } = spawnSync(
    'ffmpeg',
    [...args, ...codec, '-b:v', String(bitsPerSecond), '-f', 'mpegts', 'pipe:1'],
    {
      maxBuffer: 100_000_000,
    },
  );
  return stdout;
}

const through = (chunks: Buffer[]) => buffer(Readable.from(chunks).pipe(createPesLengthWriter()));
const copyOf = (bytes: Buffer) => Buffer.from(bytes);

/** Length field and true length of every video PES packet. */
function readPesLengths(stream: Buffer) {
  const packets: { written: number; payloadBytes: number }[] = [];
  for (let at = 0; at < stream.length; at += 188) {
    const packet = stream.subarray(at, at + 188);
    if ((packet.readUInt16BE(1) & 0x1fff) !== 0x100) continue;
    const payload = packet.subarray(packet[3]! & 0x20 ? 5 + packet[4]! : 4);
    if (packet[1]! & 0x40) packets.push({ written: payload.readUInt16BE(4), payloadBytes: 0 });
    const last = packets.at(-1);
    if (last) last.payloadBytes += payload.length;
  }
  return packets;
}

describe('createPesLengthWriter', () => {
  let stream: Buffer;
  before(() => {
    stream = encode(2_000_000);
  });

  it('writes the length of every picture and changes nothing else', async () => {
    const written = await through([copyOf(stream)]);
    const packets = readPesLengths(written);
    assert.equal(packets.length, 60);
    for (const { written: length, payloadBytes } of packets) assert.equal(length, payloadBytes - 6);
    let changed = 0;
    for (const [at, byte] of written.entries()) if (byte !== stream[at]) changed += 1;
    assert.equal(written.length, stream.length);
    assert.ok(changed <= packets.length * 2, `${changed} bytes changed`);
  });

  it('gives the same whatever pieces the stream comes in', async () => {
    const whole = await through([copyOf(stream)]);
    const pieces: Buffer[] = [];
    for (let at = 0; at < stream.length; at += 1013) pieces.push(copyOf(stream.subarray(at, at + 1013)));
    assert.ok(whole.equals(await through(pieces)));
  });

  it('hands out a picture before the next one begins', async () => {
    const starts = [];
    for (let at = 0; at < stream.length; at += 188) {
      if ((stream.readUInt16BE(at + 1) & 0x5fff) === 0x4100) starts.push(at);
    }
    const writer = createPesLengthWriter();
    writer.write(copyOf(stream.subarray(0, starts[1])));
    let bytes = 0;
    for (let chunk = writer.read() as Buffer | null; chunk; chunk = writer.read() as Buffer | null)
      bytes += chunk.length;
    assert.equal(bytes, starts[1]);
  });

  it('leaves pictures open for which there is no length', async () => {
    const packets = readPesLengths(await through([encode(60_000_000)]));
    const tooLong = packets.filter(({ payloadBytes }) => payloadBytes - 6 > 0xffff);
    assert.ok(tooLong.length > 0);
    for (const { written } of tooLong) assert.equal(written, 0);
  });

  it('passes on what is no transport stream', async () => {
    const text = Buffer.from('ERROR: not a stream\n'.repeat(100));
    assert.ok(text.equals(await through([copyOf(text)])));
  });
});
