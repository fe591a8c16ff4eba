import { CircleCheck, CircleX, PlugZap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, useDeed } from "@/shared/ui";
import { deeds, type Tested } from "../api";
import { among } from "../model";

const STEPS = [
  "token",
  "number",
  "account",
  "membership",
  "subscription",
  "callback",
  "server",
  "key",
  "instance",
  "connection",
] as const;

/** Asks the provider now, step by step. */
export function Test({ id }: { id: string }) {
  const { t } = useTranslation("numbers");
  const [tested, setTested] = useState<Tested | null>(null);
  const { busy, act } = useDeed();
  const run = () => act({ run: () => deeds.test(id), after: setTested, changes: [keys.number(id), keys.numbers()] });
  return (
    <div>
      <Button icon={<PlugZap aria-hidden />} busy={busy} onPress={() => void run()}>
        {t(($) => (tested ? $.test.again : $.test.run))}
      </Button>
      <div role="status">
        {tested && (
          <p className="mt-3 text-sm font-medium">{t(($) => (tested.ok ? $.test.allWell : $.test.trouble))}</p>
        )}
      </div>
      {tested && (
        <ul className="mt-2 flex flex-col gap-1.5">
          {tested.steps.map(({ step, ok, detail }) => {
            const known = among(STEPS, step);
            const Icon = ok ? CircleCheck : CircleX;
            return (
              <li key={step} className="flex items-start gap-2 text-sm">
                <Icon
                  className={`mt-0.5 size-4 shrink-0 ${ok ? "text-brand-fg" : "text-danger"}`}
                  aria-label={t(($) => (ok ? $.test.ok : $.test.bad))}
                />
                <span className="min-w-0">
                  {known ? t(($) => $.test.step[known]) : step}
                  {detail && <code className="block break-all font-mono text-xs text-fg-2">{detail}</code>}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
