import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Menu, placed } from "./Menu";

afterEach(cleanup);

function shown(run = vi.fn()) {
  render(
    <Menu
      label="Ações"
      items={[
        { id: "a", label: "Abrir", run },
        "line",
        { id: "b", label: "Bloquear", disabled: true, run },
        { id: "c", label: "Copiar", run },
      ]}
    >
      <button type="button">Mais</button>
    </Menu>,
  );
  return run;
}

it("opens on its button, walks with arrows past what can't be done, and gives the focus back", () => {
  shown();
  fireEvent.click(screen.getByRole("button"));
  expect(screen.getByRole("button").getAttribute("aria-expanded")).toBe("true");
  expect(document.activeElement?.textContent).toBe("Abrir");
  fireEvent.keyDown(screen.getByRole("menu"), { key: "ArrowDown" });
  expect(document.activeElement?.textContent).toBe("Copiar");
  fireEvent.keyDown(screen.getByRole("menu"), { key: "ArrowDown" });
  expect(document.activeElement?.textContent).toBe("Abrir");
  fireEvent.keyDown(screen.getByRole("menu"), { key: "c" });
  expect(document.activeElement?.textContent).toBe("Copiar");
  fireEvent.keyDown(screen.getByRole("menu"), { key: "Escape" });
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("button"));
});

it("does what is pressed, once, and nothing that is switched off", () => {
  const run = shown();
  fireEvent.click(screen.getByRole("button"));
  fireEvent.click(screen.getByText("Bloquear"));
  expect(run).not.toHaveBeenCalled();
  fireEvent.click(screen.getByText("Copiar"));
  expect(run).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole("menu")).toBeNull();
});

it("stands where there is room", () => {
  const room = { width: 800, height: 600 };
  const size = { width: 200, height: 300 };
  expect(placed({ left: 10, right: 40, top: 10, bottom: 40 }, size, room)).toEqual({ left: 10, top: 44 });
  expect(placed({ left: 760, right: 790, top: 500, bottom: 530 }, size, room)).toEqual({ left: 590, top: 196 });
});
