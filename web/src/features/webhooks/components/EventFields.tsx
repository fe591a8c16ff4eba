import { useTranslation } from "react-i18next";
import { Checkbox, Switch } from "@/shared/ui";
import { type Form, GROUP_NAMES, namesOf, toggled } from "../model";
import { useWords } from "./words";

type Props = { form: Form; error: string | null; onChange: (change: Partial<Form>) => void };

/** Everything, or events group by group. */
export function EventFields({ form, error, onChange }: Props) {
  const { t } = useTranslation("webhooks");
  const words = useWords();
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium text-fg">{t(($) => $.form.events)}</legend>
      {error && (
        <p role="alert" className="mb-2 text-xs text-danger">
          {error}
        </p>
      )}
      <Switch checked={form.everything} onChange={(everything) => onChange({ everything })}>
        {t(($) => $.form.everything)}
      </Switch>
      {!form.everything &&
        GROUP_NAMES.map((group) => {
          const names = namesOf(group);
          const chosen = names.filter((name) => form.events.has(name)).length;
          return (
            <section key={group} aria-label={words.group(group)} className="mt-3 border-t border-line pt-2">
              <Checkbox
                checked={chosen === names.length}
                some={chosen > 0 && chosen < names.length}
                onChange={(on) => onChange({ events: toggled(form.events, names, on) })}
              >
                <b className="font-semibold">{words.group(group)}</b>
              </Checkbox>
              {names.length > 1 && (
                <div className="ml-6 grid gap-x-4 sm:grid-cols-2">
                  {names.map((name) => (
                    <Checkbox
                      key={name}
                      checked={form.events.has(name)}
                      onChange={(on) => onChange({ events: toggled(form.events, [name], on) })}
                    >
                      {words.event(name)}
                    </Checkbox>
                  ))}
                </div>
              )}
            </section>
          );
        })}
    </fieldset>
  );
}
