// How a camera is doing, in words: from what it said of itself to terms, figures and warnings. Pure.

const strongWifiDbm = -60;
const fairWifiDbm = -70;

/** What a person can do about each reason for which a Raspberry Pi slows down. */
const throttleTexts = {
  'under-voltage': 'Under-voltage: the power supply or its cable is too weak.',
  'frequency-capped': 'Its processor is kept from running at full speed.',
  throttled: 'It has slowed down to save itself.',
  'soft-temperature-limit': 'It is warm and has slowed down a little: give it air or a heat sink.',
};
const throttleWords = {
  'under-voltage': 'under-voltage',
  'frequency-capped': 'processor capped',
  throttled: 'slowed down',
  'soft-temperature-limit': 'too warm',
};

export function durationText(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

function wifiText({ signalDbm }) {
  const word = signalDbm >= strongWifiDbm ? 'strong' : signalDbm >= fairWifiDbm ? 'fair' : 'weak';
  return `${word}, ${signalDbm} dBm`.replace('-', '−');
}

function memoryText(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

function bitRateText(bitsPerSecond) {
  return bitsPerSecond >= 1e6
    ? `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`
    : `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

const ifKnown = (value, text) => (value === undefined || value === null ? undefined : text(value));

/** Terms and figures that the camera told, in the order in which they are shown; what it did not tell is left out. */
export function healthFigures(status, nowMs) {
  const { video, health, capture, heardAt } = status;
  return [
    ['Frame rate', ifKnown(video?.framesPerSecond, (rate) => `${rate.toFixed(1)} fps`)],
    ['Bit rate', ifKnown(video?.bitsPerSecond, bitRateText)],
    ['Dropped pictures', video?.droppedPictures ? String(video.droppedPictures) : undefined],
    ['Temperature', ifKnown(health?.temperatureCelsius, (celsius) => `${Math.round(celsius)} °C`)],
    ['Wi-Fi', ifKnown(health?.wifi, wifiText)],
    ['Load', ifKnown(health?.loadPercent, (percent) => `${percent} %`)],
    ['Free memory', ifKnown(health?.freeMemoryBytes, memoryText)],
    ['Switched on for', ifKnown(health?.uptimeMs, durationText)],
    ['Source', capture ?? undefined],
    ['Last word', `${durationText(nowMs - Date.parse(heardAt))} ago`],
  ].filter(([, text]) => text !== undefined);
}

/** One sentence for each thing that holds the camera back now, and one for what has done so before. */
export function healthWarnings({ health }) {
  const { now = [], sinceBoot = [] } = health?.throttled ?? {};
  const before = sinceBoot.filter((reason) => !now.includes(reason) && throttleWords[reason]);
  return [
    ...now.flatMap((reason) => throttleTexts[reason] ?? []),
    ...(before.length > 0
      ? [
          `Since it was switched on, but not now: ${before.map((reason) => throttleWords[reason]).join(', ')}.`,
        ]
      : []),
  ];
}
