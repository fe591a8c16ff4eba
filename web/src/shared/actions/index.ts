export { type Action, listen, printed, setSingleKeys, singleKeys, stroke, useActions, useRegistry } from "./registry";
