import { type Drawing, laidOut } from "./layout";

self.onmessage = (event: MessageEvent<Drawing>) => self.postMessage(laidOut(event.data));
