/**
 * Where an enlarged picture lies: pure geometry. Places are fractions of the player's size measured from its centre, so
 * that a resize changes nothing; `factor` 1 is the whole picture. Held by `zoom-control`.
 */

export type Zoom = {
  factor: number;
  /** How far the picture is moved to the right and down. */
  x: number;
  y: number;
};

export type Place = { x: number; y: number };

/** How much of the player the picture covers at factor 1; less than 1 where there are bars beside it. */
export type Cover = { width: number; height: number };

export const wholePicture: Zoom = { factor: 1, x: 0, y: 0 };
export const maxFactor = 8;
/** Nearer to the whole picture than this is the whole picture: a pinch never ends exactly there. */
const snapFactor = 1.04;

/** Enlarges by `ratio` so that what lies at a place stays there. */
export function zoomAt(zoom: Zoom, ratio: number, place: Place, cover: Cover): Zoom {
  const factor = Math.min(maxFactor, zoom.factor * ratio);
  if (factor < snapFactor) return wholePicture;
  const growth = factor / zoom.factor;
  return within(
    { factor, x: place.x - (place.x - zoom.x) * growth, y: place.y - (place.y - zoom.y) * growth },
    cover,
  );
}

/** Moves the picture, no further than to its edge. */
export function panBy(zoom: Zoom, right: number, down: number, cover: Cover): Zoom {
  return within({ factor: zoom.factor, x: zoom.x + right, y: zoom.y + down }, cover);
}

/** The part of the player that a picture of this shape covers when it is shown whole. */
export function coverOf(picture: Cover, frame: Cover): Cover {
  if (picture.width === 0 || picture.height === 0 || frame.height === 0) return { width: 1, height: 1 };
  const relativeShape = picture.width / picture.height / (frame.width / frame.height);
  return { width: Math.min(1, relativeShape), height: Math.min(1, 1 / relativeShape) };
}

function within({ factor, x, y }: Zoom, cover: Cover): Zoom {
  return {
    factor,
    x: limit(x, (factor * cover.width - 1) / 2),
    y: limit(y, (factor * cover.height - 1) / 2),
  };
}

function limit(value: number, most: number): number {
  return most <= 0 ? 0 : Math.min(most, Math.max(-most, value));
}
