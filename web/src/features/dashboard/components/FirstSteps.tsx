import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Circle, CircleCheck, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "@/shared/api";
import { Card, IconButton } from "@/shared/ui";
import { flowsOptions, numbersOptions, peopleOptions } from "../api";

const DONE = "pytake.firstSteps";
const TRIED = "pytake.simulated";

/** Four steps of a new company, until they are done or somebody says enough. */
export function FirstSteps() {
  const { t } = useTranslation("dashboard");
  const tenant = useSession((s) => s.me?.tenant.id ?? "");
  const [hidden, setHidden] = useState(() => localStorage.getItem(`${DONE}.${tenant}`) === "done");
  const may = {
    numbers: useMay("manage:whatsapp_configs"),
    people: useMay("manage:users"),
    flows: useMay("write:flows"),
  };
  const wanted = !hidden && may.numbers && may.people && may.flows;
  const numbers = useQuery({ ...numbersOptions, enabled: wanted });
  const people = useQuery({ ...peopleOptions, enabled: wanted });
  const flows = useQuery({ ...flowsOptions, enabled: wanted });
  if (!wanted || !numbers.data || !people.data || !flows.data) return null;
  const first = flows.data.data[0];
  const steps = [
    { id: "number", to: "/settings/numbers/new", done: numbers.data.data.length > 0 },
    { id: "team", to: "/settings/team", done: people.data.data.length > 1 },
    { id: "flow", to: "/flows", done: flows.data.data.length > 0 },
    { id: "test", to: first ? `/flows/${first.id}/simulator` : "/flows", done: localStorage.getItem(TRIED) === "yes" },
  ] as const;
  if (steps.every((step) => step.done)) return null;
  const dismiss = () => {
    localStorage.setItem(`${DONE}.${tenant}`, "done");
    setHidden(true);
  };
  return (
    <Card
      className="mb-4"
      title={t(($) => $.first.title)}
      end={
        <IconButton label={t(($) => $.first.dismiss)} onPress={dismiss}>
          <X aria-hidden />
        </IconButton>
      }
    >
      <ol className="grid gap-2 sm:grid-cols-2 xl:grid-cols-4">
        {steps.map((step) => (
          <li key={step.id}>
            <Link
              to={step.to as "/flows"}
              className="flex h-full items-start gap-2.5 rounded-node border border-line p-3 hover:bg-surface-2"
            >
              {step.done ? (
                <CircleCheck className="mt-0.5 size-4 shrink-0 text-brand-fg" aria-label={t(($) => $.first.done)} />
              ) : (
                <Circle className="mt-0.5 size-4 shrink-0 text-fg-3" aria-label={t(($) => $.first.open)} />
              )}
              <span>
                <span className="block text-base font-medium">{t(($) => $.first[step.id])}</span>
                <span className="block text-xs text-fg-2">{t(($) => $.first[`${step.id}Hint`])}</span>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </Card>
  );
}
