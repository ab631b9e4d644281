/**
 * Which options which version of the camera program has, from rpicam-apps `core/options.*` and `core/video_options.hpp`.
 * The stand-in refuses every other, in the words of Boost.Program_options, as the real one does.
 */

export type RpicamVersion = 'libcamera-vid' | '1.5.0' | '1.13.0' | '1.13.0 without libav';

export type RpicamOption = { name: string; letter?: string; takes: 'value' | 'nothing' };

const valued = (text: string): RpicamOption[] => text.split(' ').map((word) => read(word, 'value'));
const flags = (text: string): RpicamOption[] => text.split(' ').map((word) => read(word, 'nothing'));

/** `timeout,t` → name and letter. */
function read(word: string, takes: RpicamOption['takes']): RpicamOption {
  const [name = '', letter] = word.split(',');
  return { name, takes, ...(letter !== undefined && { letter }) };
}

const base = [
  ...valued(
    'camera config,c info-text width height timeout,t output,o post-process-file preview,p rotation roi',
  ),
  ...valued('shutter analoggain gain metering exposure ev awb awbgains wrap brightness contrast saturation'),
  ...valued(
    'sharpness framerate denoise viewfinder-width viewfinder-height tuning-file lores-width lores-height',
  ),
  ...valued('mode viewfinder-mode buffer-count viewfinder-buffer-count autofocus-mode autofocus-range'),
  ...valued('autofocus-speed autofocus-window lens-position hdr metadata metadata-format verbose,v'),
  ...flags('help,h version list-cameras nopreview,n fullscreen,f qt-preview hflip vflip flush no-raw'),
];
const video = [
  ...valued('bitrate,b profile level intra,g codec save-pts quality,q initial,i segment circular frames'),
  ...flags('inline listen,l keypress,k signal,s split'),
];
const libav = [
  ...valued(
    'libav-video-codec libav-format audio-codec audio-source audio-device audio-channels audio-bitrate',
  ),
  ...valued('audio-samplerate av-sync'),
  ...flags('libav-audio'),
];
const since15 = valued('libav-video-codec-opts flicker-period');
const since113 = [...valued('alsa-period-size'), ...flags('low-latency')];

export const optionTables: Readonly<Record<RpicamVersion, readonly RpicamOption[]>> = {
  'libcamera-vid': [...base, ...video, ...libav],
  '1.5.0': [...base, ...video, ...libav, ...since15],
  '1.13.0': [...base, ...video, ...libav, ...since15, ...since113, ...valued('sync')],
  '1.13.0 without libav': [...base, ...video, ...valued('flicker-period sync')],
};

export const versionLines: Readonly<Record<RpicamVersion, string>> = {
  'libcamera-vid': 'libcamera-apps build: 7e4d3d71867f 17-07-2023 (06:15:46)',
  '1.5.0': 'rpicam-apps build: v1.5.0 ff8bf8c9ca87 06-06-2024 (09:27:44)',
  '1.13.0': 'rpicam-apps build: v1.13.0 ea1bbcbea049 14-09-2026 (08:13:45)',
  '1.13.0 without libav': 'rpicam-apps build: v1.13.0 ea1bbcbea049 14-09-2026 (08:13:45)',
};
