import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { mountPrefix, publicBase } from './mount-prefix.js';

const app = new Hono().get('/a', (c) => c.text(mountPrefix(c, '/a')));

describe('mountPrefix', () => {
  it('is empty at the root and the path of a mount in Hono', async () => {
    assert.equal(await (await app.request('/a?x=/b')).text(), '');
    assert.equal(await (await new Hono().route('/cam/1', app).request('/cam/1/a')).text(), '/cam/1');
  });

  it('is found where a server such as Express has cut it off the URL', async () => {
    const env = { incoming: { originalUrl: '/live/cam/a?x=1' } };
    assert.equal(await (await app.request('/a', {}, env)).text(), '/live/cam');
  });
});

describe('publicBase', () => {
  const baseFor = async (publicUrl: string | null) => {
    const asked = new Hono().get('/a', (c) => c.text(publicBase(c, '/a', publicUrl)));
    return (await new Hono().route('/cam', asked).request('/cam/a')).text();
  };

  it('is the place of the mount, unless a public address says otherwise', async () => {
    assert.equal(await baseFor(null), '/cam');
    assert.equal(await baseFor('https://site.example/cameras/'), 'https://site.example/cameras');
  });
});
