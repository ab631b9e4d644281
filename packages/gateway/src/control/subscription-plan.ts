/**
 * What the gateway subscribes to, packet by packet, made for the strictest broker: AWS IoT Core takes 8 filters a packet
 * and 50 a connection, and sends retained messages to exact filters only.
 */
import { anyCameraTopics, cameraTopics } from '@rpi-live-camera/protocol';

const maxFiltersPerPacket = 8;
const maxFilters = 50;

/**
 * Replies first, then what each camera said last, then whatever cameras say. Of cameras beyond the 48th the gateway hears
 * only the last: where wildcards get no retained messages it knows them with their next heartbeat.
 */
export function planSubscriptions(topicPrefix: string, cameraIds: readonly string[]): string[][] {
  const any = anyCameraTopics(topicPrefix);
  const exact = cameraIds.slice(0, maxFilters - 2).map((id) => cameraTopics(topicPrefix, id).status);
  const packets = Array.from({ length: Math.ceil(exact.length / maxFiltersPerPacket) }, (_, index) =>
    exact.slice(index * maxFiltersPerPacket, (index + 1) * maxFiltersPerPacket),
  );
  // A packet of its own for each wildcard: a policy that forbids one costs only that one.
  return [[any.event], ...packets, [any.status]];
}
