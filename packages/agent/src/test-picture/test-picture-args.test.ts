import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testPictureArgs } from './test-picture-args.js';

const output = { url: 'srt://h:1?passphrase=abc&pkt_size=1316', format: 'mpegts' } as const;
const video = {
  width: 640,
  height: 480,
  framesPerSecond: 30,
  bitsPerSecond: 1_500_000,
  keyframeIntervalMs: 500,
};
const fonts = { regular: '/fonts/r.ttf', bold: '/fonts/b.ttf' };
const options = { output, video, label: 'front-door', fonts, sound: 'beep' } as const;
const argumentOf = (args: string[], name: string) => args[args.indexOf(name) + 1];

describe('testPictureArgs', () => {
  it('pushes to the output exactly as given', () => {
    assert.equal(testPictureArgs(options).at(-1), output.url);
  });

  it('asks for the bit rate and the keyframes that are wanted', () => {
    const args = testPictureArgs(options);
    assert.equal(argumentOf(args, '-b:v'), '1500000');
    assert.equal(argumentOf(args, '-g'), '15');
    assert.equal(argumentOf(args, '-bf'), '0');
  });

  it('makes sizes acceptable to the encoder', () => {
    const args = testPictureArgs({ ...options, video: { ...video, width: 641, height: 100_001 } });
    assert.match(argumentOf(args, '-filter_complex')!, /s=640x2160/);
  });

  it('maps no sound where none is wanted', () => {
    const args = testPictureArgs({ ...options, sound: 'none' });
    assert.equal(args.includes('[a]'), false);
    assert.doesNotMatch(argumentOf(args, '-filter_complex')!, /aevalsrc/);
  });

  it('draws a counter where no text can be drawn', () => {
    const graph = argumentOf(testPictureArgs({ ...options, fonts: null }), '-filter_complex')!;
    assert.match(graph, /^testsrc=/);
    assert.doesNotMatch(graph, /drawtext/);
  });

  it('leaves characters with a meaning in filter graphs out of the label', () => {
    const graph = argumentOf(
      testPictureArgs({ ...options, label: "a':[b]%{c}\\ Küche-1" }),
      '-filter_complex',
    )!;
    assert.ok(graph.includes("text='abc Küche-1'"), graph);
  });
});
