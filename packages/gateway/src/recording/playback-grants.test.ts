import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Viewer } from '../auth/viewer.js';
import type { GatewayError } from '../errors/gateway-error.js';
import { PlaybackGrants } from './playback-grants.js';

const key = { cameraId: 'door', recordingId: '20261120T120000Z-aaaaaaaa' };
const isGone = (error: unknown) => (error as GatewayError).code === 'not_found';

function createViewer(expiresInMs: number): Viewer & { isRevoked: boolean } {
  return {
    isRevoked: false,
    subject: 'ada',
    tokenId: undefined,
    issuedAtMs: undefined,
    expiresAtMs: Date.now() + expiresInMs,
    identity: 'ada',
    may: () => true,
    assertValid() {
      if (this.isRevoked) throw new Error('revoked');
    },
  };
}

describe('PlaybackGrants', () => {
  it('opens one recording of one camera to who knows it', () => {
    const grants = new PlaybackGrants();
    const { grant } = grants.open(key, undefined);
    assert.match(grant, /^[\w-]{24}$/);
    assert.equal(grants.use(grant, 'door').recordingId, key.recordingId);
    assert.throws(() => grants.use(grant, 'gate'), isGone);
    assert.throws(() => grants.use('x'.repeat(24), 'door'), isGone);
    grants.forget(key);
    assert.throws(() => grants.use(grant, 'door'), isGone);
  });

  it('dies with the right that it was given for, and lives on by another', () => {
    const grants = new PlaybackGrants();
    const { grant } = grants.open(key, createViewer(-1));
    assert.throws(() => grants.use(grant, 'door'), isGone);
    const viewer = createViewer(60_000);
    assert.equal(grants.open(key, viewer, { known: grant }).grant, grant);
    assert.ok(grants.use(grant, 'door'));
    viewer.isRevoked = true;
    assert.throws(() => grants.use(grant, 'door'), isGone);
  });

  it('is not kept for another recording', () => {
    const grants = new PlaybackGrants();
    const { grant } = grants.open(key, undefined);
    const other = { ...key, recordingId: '20261120T120000Z-bbbbbbbb' };
    assert.notEqual(grants.open(other, undefined, { known: grant }).grant, grant);
    assert.equal(grants.use(grant, 'door').recordingId, key.recordingId);
  });

  it('goes for further ones of the same owner, and for those of nobody else', () => {
    const grants = new PlaybackGrants();
    const other = grants.open(key, undefined, { owner: 'ben' });
    const own = Array.from({ length: 5001 }, () => grants.open(key, undefined, { owner: 'ada' }));
    assert.throws(() => grants.use(own[0]!.grant, 'door'), isGone);
    assert.ok(grants.use(own[1]!.grant, 'door'));
    assert.ok(grants.use(other.grant, 'door'));
    // One that is kept counts once.
    grants.open(key, undefined, { owner: 'ada', known: own[1]!.grant });
    assert.ok(grants.use(own[2]!.grant, 'door'));
  });
});
