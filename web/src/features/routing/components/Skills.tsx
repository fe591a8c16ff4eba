import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Field, IconButton } from "@/shared/ui";
import { rowKey, type Skill } from "../model";

const LEVELS = [1, 2, 3, 4, 5];

/** Names with a level from 1 to 5. */
export function Skills({
  skills,
  onChange,
  error,
}: {
  skills: Skill[];
  onChange: (skills: Skill[]) => void;
  error?: string;
}) {
  const { t } = useTranslation("routing");
  const change = (key: string, to: Partial<Skill>) =>
    onChange(skills.map((one) => (one.key === key ? { ...one, ...to } : one)));
  return (
    <div className="flex flex-col gap-2">
      {skills.map((skill) => (
        <div key={skill.key} className="flex items-center gap-2">
          <Field
            aria-label={t(($) => $.skill.name)}
            value={skill.name}
            onChange={(name) => change(skill.key, { name })}
            className="flex-1"
          />
          <select
            aria-label={`${t(($) => $.skill.level)}: ${skill.name}`}
            value={skill.level}
            onChange={(event) => change(skill.key, { level: Number(event.target.value) })}
            className="h-9 rounded-control border border-control bg-surface px-2 text-base text-fg max-md:h-10"
          >
            {LEVELS.map((level) => (
              <option key={level} value={level}>
                {level}
              </option>
            ))}
          </select>
          <IconButton
            label={t(($) => $.skill.remove, { name: skill.name })}
            onPress={() => onChange(skills.filter((one) => one.key !== skill.key))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      {error && <p className="text-xs text-danger">{error}</p>}
      <div>
        <Button
          look="quiet"
          icon={<Plus aria-hidden />}
          onPress={() => onChange([...skills, { key: rowKey(), name: "", level: 1 }])}
        >
          {t(($) => $.skill.add)}
        </Button>
      </div>
    </div>
  );
}
