import { describe, expect, it } from "vitest";
import {
  example,
  hoursDraft,
  hoursForm,
  likeMonday,
  queueDraft,
  queueForm,
  skillMap,
  withHolidays,
  wrongFigures,
} from "./model";

describe("a queue", () => {
  it("counts in minutes here and in seconds there", () => {
    const form = { ...queueForm(null), name: "Suporte", firstAnswer: "2,5", overflowTo: "q2", after: "10" };
    const draft = queueDraft(form);
    expect(draft.service_level).toEqual({ first_answer: 150, resolution: null, warn_percent: 80 });
    expect(draft.overflow).toEqual({ to: "q2", after_seconds: 600, when_nobody: false, when_longer_than: null });
  });

  it("has no overflow without a place to go", () => {
    expect(queueDraft({ ...queueForm(null), after: "10" }).overflow).toBeNull();
  });

  it("names what is no figure", () => {
    expect(wrongFigures({ ...queueForm(null), priority: "alta", firstAnswer: "1,5" })).toEqual(["priority"]);
  });

  it("forgets skills without a name", () => {
    expect(
      skillMap([
        { key: "a", name: " fibra ", level: 3 },
        { key: "b", name: " ", level: 1 },
      ]),
    ).toEqual({ fibra: 3 });
  });
});

describe("business hours", () => {
  it("end a day at midnight", () => {
    const form = hoursForm(null, "America/Sao_Paulo");
    form.week.mon = [{ key: "x", start: "18:00", end: "00:00" }];
    expect(hoursDraft(form).week?.mon).toEqual([{ start: "18:00", end: "24:00" }]);
    expect(hoursDraft(form).week?.sun).toBeUndefined();
  });

  it("are copied from Monday to the days of work alone", () => {
    const form = hoursForm(null, "America/Sao_Paulo");
    form.week.mon = [{ key: "x", start: "09:00", end: "12:00" }];
    const week = likeMonday(form.week);
    expect(week.fri[0]).toMatchObject({ start: "09:00", end: "12:00" });
    expect(week.sat).toEqual([]);
  });

  it("take holidays that are not there yet", () => {
    const dates = withHolidays(
      [{ key: "a", date: "2026-12-25", name: "Nosso Natal", spans: [] }],
      [
        { date: "2026-12-25", name: "Natal" },
        { date: "2026-09-07", name: "Independência" },
      ],
    );
    expect(dates.map((one) => one.name)).toEqual(["Independência", "Nosso Natal"]);
  });
});

it("fills what it knows of a text", () => {
  expect(example("Oi {{ contact.name }}, {{nada}}", { "contact.name": "Maria" })).toBe("Oi Maria, {{nada}}");
});
