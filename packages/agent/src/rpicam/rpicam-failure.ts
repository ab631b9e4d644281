/** What the words of rpicam-vid mean, and what to do about them. Pure; the wording is that of rpicam-apps and libcamera. */
import type { Failure } from '../errors/agent-error.js';

export type RpicamFailureOptions = {
  command: string;
  /** Version line of the program, if it is known. */
  version: string | null;
  camera: number;
  /** Words of `capture.options`: an option that is not known may be one of these. */
  options: readonly string[];
};

type Explanation = {
  code: Failure['code'];
  pattern: RegExp;
  say(options: RpicamFailureOptions, found: string): string;
};

const explanations: readonly Explanation[] = [
  {
    code: 'camera_busy',
    pattern: /failed to acquire camera|Pipeline handler in use by another process/,
    say: () =>
      'Another program uses the camera. It is tried again until it is free; to find the other one: sudo fuser -v /dev/media* /dev/video0',
  },
  {
    code: 'no_camera',
    pattern: /no cameras available/i,
    say: () =>
      'No camera was found. Check the ribbon cable at both ends, restart, then try: rpicam-hello --list-cameras',
  },
  {
    code: 'no_camera',
    pattern: /selected camera is not available/,
    say: ({ camera }) =>
      `There is no camera ${camera}. rpicam-hello --list-cameras tells which there are; set capture.camera.`,
  },
  {
    code: 'program_unsuitable',
    pattern: /unrecognised option '([^']*)'/,
    say: ({ command, version, options }, option) => {
      const who = version === null ? command : `${command} (${version})`;
      return options.some((word) => word.startsWith(option))
        ? `${who} does not know ${option}. Take it out of capture.options.`
        : `${who} does not know ${option}. Bring it up to date: sudo apt update && sudo apt full-upgrade`;
    },
  },
  {
    code: 'program_unsuitable',
    pattern: /unrecognised codec libav|cannot find video encoder (\S*)|unable to open video codec/,
    say: ({ command }) =>
      `${command} cannot encode H.264 as it was asked to. Install the full version (sudo apt install rpicam-apps), or set capture.encoder to "software".`,
  },
];

/** A line that says that the camera delivers no more pictures; rpicam-vid then restarts it for ever and never ends. */
export function tellsDeviceTimeout(line: string): boolean {
  return /Device timeout detected|has timed out!/.test(line);
}

/** A line that only counts pictures, as older versions write thirty times a second. */
export function isFrameCount(line: string): boolean {
  return /^#\d+ \(/.test(line);
}

/** Null when the words say nothing that is known. */
export function explainRpicam(lines: readonly string[], options: RpicamFailureOptions): Failure | null {
  const text = lines.join('\n');
  for (const { code, pattern, say } of explanations) {
    const found = pattern.exec(text);
    if (found) return { code, message: say(options, found[1] ?? '') };
  }
  return null;
}
