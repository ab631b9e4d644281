/**
 * An element of Lit's whose style sheets go with it into whichever document it is put. A constructed sheet is allowed in the
 * document that made it and nowhere else (CSSOM, `adoptedStyleSheets`), so what comes into an iframe or a window of its own has
 * none left. The base of both elements.
 */
import { LitElement } from 'lit';

/** As Lit's `css` makes it; one sheet for all elements of the document that has loaded this script. */
export type Style = { readonly cssText: string; readonly styleSheet?: CSSStyleSheet | undefined };

export abstract class StyledElement extends LitElement {
  /** Those of its class, and of what has been loaded since. */
  private sheets = [...(this.constructor as typeof LitElement).elementStyles] as Style[];

  protected addStyles(...styles: Style[]): void {
    this.sheets.push(...styles);
    this.adoptedCallback();
  }

  adoptedCallback(): void {
    const { shadowRoot, ownerDocument } = this;
    const view = ownerDocument.defaultView;
    // Nothing is drawn in a document without a view.
    if (!shadowRoot || !view) return;
    shadowRoot.adoptedStyleSheets = this.sheets.map(({ cssText, styleSheet }) => {
      if (styleSheet && view === window) return styleSheet;
      const own = new view.CSSStyleSheet();
      own.replaceSync(cssText);
      return own;
    });
  }

  /** What a server has drawn there has done its work. */
  protected override createRenderRoot(): ShadowRoot {
    const { shadowRootOptions } = this.constructor as typeof LitElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    root.replaceChildren();
    this.addStyles();
    return root;
  }
}
