// The Worker module.

import { handle } from './handle.ts';

export default { fetch: handle };
