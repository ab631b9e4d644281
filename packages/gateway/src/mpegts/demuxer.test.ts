/** The demuxer against transport streams of the real ffmpeg: what it makes of them is what ffprobe and ffmpeg make of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitAnnexB } from '../codec/annex-b.js';
import { createCollector, cut, demux, fingerprint } from '../testing/demuxed.js';
import {
  extractElementaryStream,
  probe,
  type RecordOptions,
  recordTransportStream,
} from '../testing/recorded-stream.js';
import { isCarriedInSample } from './picture-splitter.js';

const withBFrames = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '25'];
const adtsHeaderBytes = 7;
const wrapTicks = 2 ** 33;

const recordings: Record<string, RecordOptions> = {
  'as ffmpeg writes it, without PES lengths': {},
  'with PES lengths': { mux: ['-omit_video_pes_length', '0'] },
  'with B-frames': { video: withBFrames },
  'with an AAC frame a PES packet': { mux: ['-pes_payload_size', '0'] },
  'with tables before each frame and other PIDs': {
    mux: [
      '-mpegts_flags',
      '+pat_pmt_at_frames',
      '-mpegts_start_pid',
      '0x1e0',
      '-mpegts_pmt_start_pid',
      '0x1f0',
    ],
  },
  'without sound': { sound: 'none' },
  'of 29.97 frames a second and 44.1 kHz': {
    framesPerSecond: 30000 / 1001,
    video: withBFrames,
    audio: ['-ar', '44100', '-c:a', 'aac'],
  },
  'in large slices, at a high bit rate': {
    size: '1280x720',
    seconds: 1,
    video: ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '4', '-g', '12', '-bf', '0'],
  },
};

describe('createDemuxer', () => {
  for (const [name, options] of Object.entries(recordings)) {
    it(`reads a stream ${name} as ffprobe does`, async () => {
      const bytes = await recordTransportStream(options);
      const { video, audio, tracks, stats } = demux(cut(bytes));
      const { packets } = await probe(bytes);
      const probedVideo = packets.filter(({ codec_type }) => codec_type === 'video');
      const probedAudio = packets.filter(({ codec_type }) => codec_type === 'audio');

      assert.deepEqual(tracks, [{ hasVideo: true, hasAudio: options.sound !== 'none' }]);
      assert.deepEqual(
        video.map(({ ptsTicks, dtsTicks, isKeyframe }) => [ptsTicks, dtsTicks, isKeyframe]),
        probedVideo.map(({ pts, dts, flags }) => [pts, dts, flags.startsWith('K')]),
      );
      assert.equal(audio.length, probedAudio.length);
      for (const [index, { pts }] of probedAudio.entries()) {
        // ffprobe rounds the time of each frame in a PES packet on its own.
        assert.ok(Math.abs(audio[index]!.ptsTicks - pts) <= 1, `audio frame ${index}`);
      }
      const { damagedPackets, continuityErrors, resyncs, damagedPesPackets, droppedAccessUnits } = stats;
      assert.deepEqual(
        [damagedPackets, continuityErrors, resyncs, damagedPesPackets, droppedAccessUnits],
        [0, 0, 0, 0, 0],
      );
    });
  }

  it('passes every byte of picture and sound on', async () => {
    const bytes = await recordTransportStream({ seconds: 1 });
    const { video, audio } = demux(cut(bytes));
    const nalUnits = splitAnnexB(await extractElementaryStream(bytes, 'h264'))!.filter(isCarriedInSample);
    assert.deepEqual(
      video.flatMap((picture) => picture.nalUnits),
      nalUnits,
    );
    const adts = await extractElementaryStream(bytes, 'adts');
    let at = 0;
    for (const { data } of audio) {
      assert.ok(data.equals(adts.subarray(at + adtsHeaderBytes, at + adtsHeaderBytes + data.length)));
      at += adtsHeaderBytes + data.length;
    }
    assert.equal(at, adts.length);
  });

  it('counts on where the 33-bit clock wraps, with picture and sound together', async () => {
    const wrapAtSeconds = wrapTicks / 90_000;
    const bytes = await recordTransportStream({ mux: ['-output_ts_offset', `${wrapAtSeconds - 2.4}`] });
    const { video, audio } = demux(cut(bytes));
    const last = video.at(-1)!.ptsTicks;
    assert.ok(last > wrapTicks, 'the recording does not reach the wrap');
    for (const [index, picture] of video.slice(1).entries()) {
      assert.equal(picture.ptsTicks - video[index]!.ptsTicks, 3600);
    }
    assert.ok(Math.abs(audio.at(-1)!.ptsTicks - last) < 9000, 'sound and picture come apart');
  });

  it('hands a picture over with the packet that ends it, not with the next picture', async () => {
    const bytes = await recordTransportStream({ sound: 'none', seconds: 1 });
    const { demuxer, result } = createCollector();
    let startCount = 0;
    let lateCount = 0;
    for (const packet of cut(bytes, 188)) {
      const isPictureStart = (packet[1]! & 0x5f) === 0x41 && packet[2] === 0;
      if (isPictureStart) {
        if (result.video.length < startCount) lateCount++;
        startCount++;
      }
      demuxer.write(packet);
    }
    assert.equal(startCount, 25);
    // A picture that happens to fill its last packet has no stuffing to tell by.
    assert.ok(lateCount <= 2, `${lateCount} of ${startCount} pictures came late`);
  });

  it('gives one parameters object for as long as the parameters stay, and describes the picture', async () => {
    const { video, audio } = demux(
      cut(await recordTransportStream({ size: '322x182', framesPerSecond: 20 })),
    );
    assert.equal(new Set(video.map(({ parameters }) => parameters)).size, 1);
    const { codec, width, height, framesPerSecond, sps, pps } = video[0]!.parameters;
    assert.deepEqual({ width, height, framesPerSecond }, { width: 322, height: 182, framesPerSecond: 20 });
    assert.match(codec, /^avc1\.42c0[0-9a-f]{2}$/);
    assert.deepEqual([sps[0]! & 0x1f, pps[0]! & 0x1f], [7, 8]);
    assert.equal(new Set(audio.map(({ parameters }) => parameters)).size, 1);
    const { audioSpecificConfig, ...sound } = audio[0]!.parameters;
    assert.equal(audioSpecificConfig.toString('hex'), '1188');
    assert.deepEqual(sound, { codec: 'mp4a.40.2', samplesPerSecond: 48_000, channelCount: 1 });
  });

  it('begins with the first keyframe when it joins in the middle, and asks for one once', async () => {
    const bytes = await recordTransportStream();
    const whole = demux(cut(bytes)).video.map(fingerprint);
    const joined = demux(cut(bytes.subarray(188 * 60)));
    assert.equal(joined.video[0]?.isKeyframe, true);
    assert.deepEqual(joined.video.map(fingerprint), whole.slice(-joined.video.length));
    assert.deepEqual(joined.keyframesWanted, ['no keyframe has come yet']);
  });

  for (const [name, video, streamType] of [
    ['H.265', ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none'], 36],
    ['MPEG-2', ['-c:v', 'mpeg2video'], 2],
  ] as const) {
    it(`says what to do about ${name} video, and passes the sound on`, async () => {
      const result = demux(cut(await recordTransportStream({ video: [...video], seconds: 1 })));
      assert.deepEqual(result.tracks, [{ hasVideo: false, hasAudio: true }]);
      assert.equal(result.video.length, 0);
      assert.ok(result.audio.length > 40);
      assert.deepEqual(
        result.unsupported.map((stream) => stream.streamType),
        [streamType],
      );
      assert.match(result.unsupported[0]!.message, /H\.264/);
    });
  }

  for (const [name, audio, streamType] of [
    ['MP2', ['-c:a', 'mp2'], 3],
    ['LATM', ['-c:a', 'aac', '-mpegts_flags', 'latm'], 17],
  ] as const) {
    it(`says what to do about ${name} sound, and passes the picture on`, async () => {
      const result = demux(cut(await recordTransportStream({ audio: [...audio], seconds: 1 })));
      assert.deepEqual(result.tracks, [{ hasVideo: true, hasAudio: false }]);
      assert.equal(result.video.length, 25);
      assert.deepEqual(
        result.unsupported.map((stream) => stream.streamType),
        [streamType],
      );
    });
  }
});
