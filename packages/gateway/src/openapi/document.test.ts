import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guardedRoutes, policyOf } from '../auth/route-policies.js';
import { createOpenApiDocument } from './document.js';

type Operation = {
  operationId: string;
  parameters?: { name: string }[];
  security?: object[];
  responses: Record<string, unknown>;
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};
/** A schema, as far as one is looked into here. */
type Schema = { properties?: Record<string, Schema>; anyOf?: Schema[]; required?: string[] };

describe('createOpenApiDocument', () => {
  const document = createOpenApiDocument('/', '1.2.3') as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  );

  it('names every operation once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  it('describes every parameter of a path', () => {
    for (const { path, parameters = [] } of operations) {
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
        assert.ok(
          parameters.some((parameter) => parameter.name === name),
          `${path}: ${name}`,
        );
      }
    }
  });

  it('has every schema that it refers to', () => {
    const names = [...JSON.stringify(document.paths).matchAll(/#\/components\/schemas\/(\w+)/g)];
    assert.ok(names.length > 0);
    for (const [, name = ''] of names) assert.ok(name in document.components.schemas, name);
  });

  it('describes what a camera says of itself', () => {
    const propertiesOf = (schema?: Schema): Record<string, Schema> =>
      schema?.properties ?? schema?.anyOf?.[0]?.properties ?? {};
    const { status } = propertiesOf(document.components.schemas.Camera as Schema);
    const report = propertiesOf(status);
    assert.ok('heardAt' in report);
    assert.ok('framesPerSecond' in propertiesOf(report.video));
    assert.ok('signalDbm' in propertiesOf(propertiesOf(report.health).wifi));
    assert.ok('lastWords' in propertiesOf(report.lastError));
    assert.deepEqual(report.health?.anyOf?.[0]?.required, []);
  });

  it('says of each operation that wants a token that it does', () => {
    for (const route of guardedRoutes) {
      const [method = '', path = ''] = route.split(' ');
      const { kind } = policyOf(method, path);
      if (!['list', 'camera', 'admin', 'inner workings'].includes(kind)) continue;
      const operation = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      assert.ok(operation, route);
      const { security = [], responses } = operation;
      assert.ok(
        security.some((way) => 'bearer' in way),
        route,
      );
      assert.ok('401' in responses, route);
      assert.equal('403' in responses, kind !== 'list', route);
    }
  });

  it('describes what there is for pages', () => {
    for (const path of ['/embed/{cameraId}', '/player.js']) assert.ok(path in document.paths, path);
  });

  it('describes each transport and the endpoints of older systems', () => {
    for (const path of [
      '/live/{grant}/{cameraId}/index.m3u8',
      '/live/{grant}/{cameraId}/live.mp4',
      '/live/{grant}/{cameraId}/whep',
      '/live/{grant}/{cameraId}/whep/{connectionId}',
      '/live/{grant}/{cameraId}/video.mjpeg',
      '/api/v1/video/start-streaming-service',
      '/api/v1/video/stop-streaming-service',
      '/api/v1/video/hls/stream.m3u8',
      '/api/v1/video/hls/{file}',
      '/video',
    ]) {
      assert.ok(path in document.paths, path);
    }
  });
});
