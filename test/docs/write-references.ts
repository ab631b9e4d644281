/** `npm run docs`: writes the generated pages of `docs/reference`. */
import { writeReferences } from './references.js';

for (const path of writeReferences()) console.log(path);
