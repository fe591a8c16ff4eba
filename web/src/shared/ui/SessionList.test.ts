import { expect, it } from "vitest";
import { deviceOf } from "./SessionList";

it("tells browsers apart that all call themselves each other", () => {
  const base =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36";
  expect(deviceOf(base)).toEqual({ browser: "Chrome", system: "Windows" });
  expect(deviceOf(`${base} Edg/130.0`).browser).toBe("Edge");
  expect(deviceOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")).toEqual({
    browser: "Safari",
    system: "iPhone",
  });
  expect(deviceOf("curl/8.5")).toEqual({ browser: null, system: null });
});
