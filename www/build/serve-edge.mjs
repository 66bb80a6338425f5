// Serves the edge module on loopback until it is interrupted: `cargo xtask edge`.
import { start } from './workerd.mjs';

const { url, close } = await start('edge', 8787);
console.log(`${url.href}  —  curl --data-binary @orders.csv "${url.href}?name=orders.csv"`);
process.once('SIGINT', () => close().then(() => process.exit(0)));
