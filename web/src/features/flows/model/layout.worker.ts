import { type Answer, laidOut, type Question } from "./layout";

self.onmessage = ({ data: { asked, drawing } }: MessageEvent<Question>) =>
  self.postMessage({ asked, places: laidOut(drawing) } satisfies Answer);
