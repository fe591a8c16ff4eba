import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { Combo, Select } from "./Choice";
import { Checkbox } from "./Toggles";

vi.mock("react-i18next", () => ({ useTranslation: () => ({ t: () => "nada" }) }));
afterEach(cleanup);

const options = [
  { id: "a", label: "Suporte" },
  { id: "b", label: "Fechada", disabled: true },
  { id: "c", label: "Instalação" },
];

function Held({ kind, told = () => undefined }: { kind: "select" | "combo"; told?: (id: string) => void }) {
  const [value, setValue] = useState<string | null>("a");
  const props = {
    label: "Fila",
    options,
    value,
    onChange: (id: string) => {
      setValue(id || null);
      told(id);
    },
  };
  return kind === "select" ? <Select {...props} /> : <Combo {...props} />;
}

it("chooses by arrows, past what can't be chosen, and says what is chosen in its name", () => {
  const told = vi.fn();
  render(<Held kind="select" told={told} />);
  const field = screen.getByRole("combobox", { name: "Fila" });
  fireEvent.keyDown(field, { key: "ArrowDown" });
  expect(screen.getByRole("option", { name: "Suporte" }).getAttribute("aria-selected")).toBe("true");
  fireEvent.keyDown(field, { key: "ArrowDown" });
  expect(field.getAttribute("aria-activedescendant")).toMatch(/-2$/);
  fireEvent.keyDown(field, { key: "Enter" });
  expect(told).toHaveBeenCalledExactlyOnceWith("c");
  expect(screen.queryByRole("listbox")).toBeNull();
  fireEvent.keyDown(field, { key: "s" });
  expect(told).toHaveBeenLastCalledWith("a");
});

it("narrows by what is typed, without accents, and puts back what was chosen when it is left", () => {
  const told = vi.fn();
  render(<Held kind="combo" told={told} />);
  const field = screen.getByRole<HTMLInputElement>("combobox", { name: "Fila" });
  expect(field.value).toBe("Suporte");
  fireEvent.change(field, { target: { value: "instalacao" } });
  expect(screen.getAllByRole("option")).toHaveLength(1);
  fireEvent.blur(field);
  expect(field.value).toBe("Suporte");
  fireEvent.change(field, { target: { value: "insta" } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(told).toHaveBeenLastCalledWith("c");
  expect(field.value).toBe("Instalação");
});

it("is checked, unchecked, or some of both", () => {
  const told = vi.fn();
  render(
    <Checkbox some onChange={told}>
      Todas
    </Checkbox>,
  );
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: "Todas" });
  expect(box.indeterminate).toBe(true);
  fireEvent.click(box);
  expect(told).toHaveBeenCalledWith(true);
});
