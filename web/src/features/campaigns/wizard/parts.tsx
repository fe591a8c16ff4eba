import { X } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Has } from "@/shared/query";
import type { Template } from "@/shared/templates";
import { Card, Combo, IconButton, type Option } from "@/shared/ui";
import type { WhatsAppNumber } from "./api";
import { type Form, type Problems, toldAt } from "./model";

type Wizard = {
  form: Form;
  set: (change: Partial<Form>) => void;
  problems: Problems;
  /** It has begun: who is in it and why stays as it is. */
  begun: boolean;
  /** What the file that was brought says of each person. */
  fileColumns: string[];
  has: Has;
  numbers: WhatsAppNumber[];
  templates: Template[];
};

export const WizardContext = createContext<Wizard | null>(null);

export function useWizard() {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error("outside of the wizard");
  return { ...wizard, told: (field: string, deep?: boolean) => toldAt(wizard.problems, field, deep) };
}

/** A place that a problem can lead to. */
export function At({ field, children, className }: { field: string; children: ReactNode; className?: string }) {
  return (
    <div id={`at-${field.replaceAll(".", "-")}`} className={`scroll-mt-4 ${className ?? ""}`}>
      {children}
    </div>
  );
}

export function Section({
  id,
  title,
  about,
  children,
}: {
  id: string;
  title: string;
  about?: string;
  children: ReactNode;
}) {
  return (
    <div id={`section-${id}`} className="scroll-mt-4">
      <Card title={title}>
        {about && <p className="-mt-2 mb-4 text-sm text-fg-3">{about}</p>}
        <div className="flex flex-col gap-4">{children}</div>
      </Card>
    </div>
  );
}

/** What is wrong where no single field says it. */
export function Told({ field, deep }: { field: string; deep?: boolean }) {
  const message = useWizard().told(field, deep);
  return message ? (
    <p role="alert" className="text-sm text-danger">
      {message}
    </p>
  ) : null;
}

type PicksProps = {
  label: string;
  options: Option[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
  disabled?: boolean;
  error?: string | null;
};

/** Several of many: typed to narrow, each chosen one with its way out. */
export function Picks({ label, options, chosen, onChange, disabled, error }: PicksProps) {
  const { t } = useTranslation("campaignWizard");
  const names = new Map(options.map((one) => [one.id, one.label]));
  const add = (id: string) => id && !chosen.includes(id) && onChange([...chosen, id]);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Combo
        // Anew after each choice, so that it is empty for the next.
        key={chosen.length}
        label={label}
        error={error}
        disabled={disabled}
        placeholder={t(($) => $.pick)}
        options={options.filter((one) => !chosen.includes(one.id))}
        value={null}
        onChange={add}
      />
      {chosen.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1.5">
          {chosen.map((id) => (
            <li key={id} className="flex items-center rounded-full bg-surface-3 pl-2.5 text-sm text-fg">
              {names.get(id) ?? t(($) => $.goneOne)}
              <IconButton
                label={t(($) => $.takeOut, { name: names.get(id) ?? "" })}
                className="size-6"
                isDisabled={disabled}
                onPress={() => onChange(chosen.filter((one) => one !== id))}
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
