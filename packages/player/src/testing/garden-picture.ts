/** What the camera of the tests sees when a person looks at it: a bird box in a garden, drawn, with a second hand that moves. */

/** Of the drawn picture, in pixels. */
export const gardenSize = { width: 1280, height: 720 } as const;

/** @param seconds since the picture began; the hand turns once a minute */
export function drawGarden(context: CanvasRenderingContext2D, seconds: number): void {
  const { width, height } = gardenSize;
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, '#7fb4dd');
  sky.addColorStop(0.62, '#e9e4cf');
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  const hills: [string, number, number, number][] = [
    ['#8fae86', 0.62, 46, 0.0046],
    ['#66915f', 0.7, 36, 0.0071],
    ['#3f6f43', 0.8, 22, 0.0113],
  ];
  for (const [colour, level, rise, step] of hills) {
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += 8)
      context.lineTo(x, height * level + Math.sin(x * step + level * 9) * rise);
    context.lineTo(width, height);
    context.fill();
  }
  drawBirdBox(context, width * 0.64, height * 0.27);
  drawSecondHand(context, width * 0.15, height * 0.78, seconds);
}

function drawBirdBox(context: CanvasRenderingContext2D, left: number, top: number): void {
  context.fillStyle = '#4b3423';
  context.fillRect(left + 78, top + 250, 24, 400);
  context.fillStyle = '#a9744a';
  context.fillRect(left, top + 60, 180, 210);
  context.fillStyle = '#8b5b37';
  for (let row = 0; row < 4; row += 1) context.fillRect(left, top + 108 + row * 48, 180, 3);
  context.fillStyle = '#6d2f2a';
  context.beginPath();
  context.moveTo(left - 30, top + 72);
  context.lineTo(left + 90, top - 20);
  context.lineTo(left + 210, top + 72);
  context.fill();
  context.fillStyle = '#22170f';
  context.beginPath();
  context.arc(left + 90, top + 140, 32, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = '#4b3423';
  context.lineWidth = 9;
  context.beginPath();
  context.moveTo(left + 90, top + 205);
  context.lineTo(left + 90, top + 228);
  context.stroke();
}

function drawSecondHand(context: CanvasRenderingContext2D, x: number, y: number, seconds: number): void {
  context.fillStyle = 'rgb(255 255 255 / 0.9)';
  context.beginPath();
  context.arc(x, y, 56, 0, 2 * Math.PI);
  context.fill();
  const angle = (seconds / 60) * 2 * Math.PI - Math.PI / 2;
  context.strokeStyle = '#b8322a';
  context.lineWidth = 6;
  context.lineCap = 'round';
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + Math.cos(angle) * 44, y + Math.sin(angle) * 44);
  context.stroke();
}
