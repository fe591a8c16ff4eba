import { expect, it } from "vitest";
import { draftOf, EMPTY, offered, toneOf } from "./model";

it("sends what was changed, figures as figures and phones as E.164", () => {
  const before = { ...EMPTY, name: "Loja", messages_per_second: "80" };
  const form = { ...before, phone_number: "(11) 98888-7777", messages_per_second: "20", access_token: " abc " };
  expect(draftOf(form, before)).toEqual({
    draft: { phone_number: "+5511988887777", messages_per_second: 20, access_token: "abc" },
    wrong: {},
  });
});

it("names what can't be sent", () => {
  expect(draftOf({ ...EMPTY, phone_number: "12", daily_limit: "mil" }, EMPTY).wrong).toEqual({
    phone_number: "phone",
    daily_limit: "figure",
  });
});

it("shows a number that is switched off as such, whatever its state", () => {
  expect(toneOf({ status: "connected", is_active: false })).toBe("plain");
  expect(toneOf({ status: "banned", is_active: true })).toBe("danger");
});

it("reads a renewed code and the end of codes", () => {
  expect(offered({ code: "2@x", qr_png: "data:image/png;base64,AA", ended: false }).offer.code).toBe("2@x");
  expect(offered({ ended: true }).ended).toBe(true);
});
