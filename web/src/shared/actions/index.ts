export { type Action, listen, printed, setSingleKeys, useActions, useRegistry } from "./registry";
