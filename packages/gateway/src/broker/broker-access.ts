/**
 * Who may do what at the embedded broker. The gateway may everything; a camera speaks on its own topics and hears its own
 * control topic, nothing else. Where there are no passwords whoever connects counts as this machine. Pure; used by the broker.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { CameraTopics } from '@rpi-live-camera/protocol';

export type BrokerUser = { kind: 'gateway' } | { kind: 'camera'; cameraId: string } | { kind: 'anybody' };

export type BrokerCredentials = { username: string; password: string };

export type BrokerAccessDeps = {
  /** Setting `broker.passwords`, by camera; empty: everybody may come in. */
  passwords: Readonly<Record<string, string>>;
  /** Of the gateway's own connection; the name must not be one that a camera can have. */
  gateway: BrokerCredentials;
  topicsOf(cameraId: string): CameraTopics;
};

export type BrokerAccess = {
  /** @returns `undefined` for who is not to be let in */
  identify(username: string | undefined, password: Buffer | undefined): BrokerUser | undefined;
  mayPublish(user: BrokerUser, topic: string): boolean;
  mayHear(user: BrokerUser, filter: string): boolean;
};

/** The broker's own topics. */
const reserved = '$';

export function createBrokerAccess({ passwords, gateway, topicsOf }: BrokerAccessDeps): BrokerAccess {
  const digests = new Map(Object.entries(passwords).map(([id, password]) => [id, digest(password)]));
  const ownDigest = digest(gateway.password);
  const isOpen = digests.size === 0;
  // Compared with where there is no such camera, so that the time taken does not tell.
  const nobody = digest('');

  return {
    identify(username, password) {
      const given = digest(password ?? '');
      if (username === gateway.username)
        return timingSafeEqual(given, ownDigest) ? { kind: 'gateway' } : undefined;
      if (isOpen) return { kind: 'anybody' };
      const wanted = username === undefined ? undefined : digests.get(username);
      const isRight = timingSafeEqual(given, wanted ?? nobody);
      return wanted && isRight ? { kind: 'camera', cameraId: username! } : undefined;
    },
    mayPublish(user, topic) {
      if (topic.startsWith(reserved)) return false;
      if (user.kind !== 'camera') return true;
      const { status, event } = topicsOf(user.cameraId);
      return topic === status || topic === event;
    },
    mayHear(user, filter) {
      if (filter.startsWith(reserved)) return false;
      return user.kind !== 'camera' || filter === topicsOf(user.cameraId).control;
    },
  };
}

function digest(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}
