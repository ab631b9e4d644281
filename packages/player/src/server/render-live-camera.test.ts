import { assert } from 'chai';
import { LiveCamera } from '../live-camera.js';
import { renderLiveCamera } from './render-live-camera.js';

let tagCount = 0;

/** As a page from a server is read: the tag is not defined yet. */
function read(html: string): { camera: HTMLElement; define: () => LiveCamera } {
  tagCount += 1;
  const tag = `declared-camera-${tagCount}`;
  const frame = document.createElement('div');
  frame.style.width = '320px';
  document.body.append(frame);
  frame.setHTMLUnsafe(
    html.replaceAll('rpi-live-camera ', `${tag} `).replace('</rpi-live-camera>', `</${tag}>`),
  );
  const camera = frame.querySelector<HTMLElement>(tag)!;
  return {
    camera,
    define() {
      customElements.define(tag, class extends LiveCamera {});
      return camera as LiveCamera;
    },
  };
}

describe('a tag that a server has written', () => {
  afterEach(() => document.body.replaceChildren());

  it('has its shape and its poster before any script', () => {
    const poster = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
    const { camera } = read(renderLiveCamera({ camera: 'garden', poster }));
    const image = camera.shadowRoot?.querySelector('img');
    assert.equal(image?.getAttribute('src'), poster);
    assert.equal(Math.round(camera.getBoundingClientRect().height), 180);
    // It is drawn a little larger than the frame.
    assert.ok((image?.getBoundingClientRect().width ?? 0) >= 320);
  });

  it('becomes the element, with nothing left of what was declared', async () => {
    const { camera, define } = read(renderLiveCamera({ camera: 'garden', poster: '', controls: true }));
    const root = camera.shadowRoot;
    const element = define();
    await element.updateComplete;
    assert.equal(element.shadowRoot, root);
    assert.equal(root?.querySelectorAll('.stage').length, 1);
    assert.equal(root?.querySelectorAll('style, slot:not([name])').length, 0);
    assert.ok(root?.querySelector('video'));
    assert.equal(element.camera, 'garden');
    assert.isTrue(element.controls);
    assert.isTrue(root?.delegatesFocus);
  });

  it('shows what is for pages without script, and slots, until then', () => {
    const { camera } = read(renderLiveCamera({ camera: 'garden' }, { fallback: '<p>No script here.</p>' }));
    assert.equal(camera.querySelector('p')?.checkVisibility(), true);
  });

  it('cannot be broken out of', () => {
    const html = renderLiveCamera({
      camera: 'a"><script>alert(1)</script>',
      label: '"><img src=x onerror=alert(1)>',
    });
    assert.notInclude(html, '<script>');
    assert.notInclude(html, '<img src=x');
    const { camera } = read(html);
    assert.equal(camera.getAttribute('camera'), 'a"><script>alert(1)</script>');
  });

  it('carries the nonce of the page’s policy', () => {
    assert.include(renderLiveCamera({ camera: 'garden' }, { nonce: 'r4nd0m' }), '<style nonce="r4nd0m">');
  });

  it('asks for no picture where playing begins by itself', () => {
    assert.notInclude(renderLiveCamera({ camera: 'garden', autoplay: true }), '<img');
    assert.include(
      renderLiveCamera({ gateway: 'https://gateway.example/cameras/', camera: 'garden' }),
      'src="https://gateway.example/cameras/api/v1/cameras/garden/snapshot.jpg"',
    );
  });
});
