import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/shared/ui";
import { CARD_BUTTONS, CARD_HEADERS, type CardForm, type Form, MOST, nextCard } from "../model";
import { BodyPart, Samples } from "./BodyPart";
import { ButtonsPart } from "./ButtonsPart";
import { HeaderPart, type PartProps } from "./HeaderPart";

/** The errors of one card, by its own fields. */
function errorsOf(errors: Record<string, string>, at: number): Record<string, string> {
  const place = `card.${at}.`;
  return Object.fromEntries(
    Object.entries(errors).flatMap(([field, said]) =>
      field.startsWith(place) ? [[field.slice(place.length), said] as const] : [],
    ),
  );
}

/** Cards beside each other, each with a picture or a video: two to ten, all of one shape. */
export function CarouselPart({ form, errors, set, disabled }: PartProps) {
  const { t } = useTranslation("templates");
  const { cards } = form;
  const say = (next: CardForm[]) => set({ cards: next });
  const change = (id: string, to: Partial<Form>) =>
    say(cards.map((one) => (one.id === id ? ({ ...one, ...to } as CardForm) : one)));
  const up = (at: number) => {
    const moved = [...cards];
    const [one] = moved.splice(at, 1);
    if (one) moved.splice(at - 1, 0, one);
    say(moved);
  };
  const add = () => {
    const one = nextCard(cards, crypto.randomUUID());
    // One alone is no carousel.
    say(cards.length === 0 ? [one, nextCard([one], crypto.randomUUID())] : [...cards, one]);
  };
  return (
    <section aria-label={t(($) => $.carousel)} className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <h3 className="text-sm font-medium">{t(($) => $.carousel)}</h3>
        {!disabled && cards.length < MOST.cards && (
          <Button look="quiet" icon={<Plus aria-hidden />} onPress={add}>
            {t(($) => (cards.length === 0 ? $.edit.addCarousel : $.edit.addCard))}
          </Button>
        )}
      </div>
      {errors.cards && <p className="text-xs text-danger">{errors.cards}</p>}
      {cards.length > 0 && (
        <ol className="flex flex-col gap-3">
          {cards.map((card, at) => {
            const mine = {
              form: card,
              errors: errorsOf(errors, at),
              set: (to: Partial<Form>) => change(card.id, to),
              disabled,
            };
            return (
              <li key={card.id} className="rounded-node border border-line p-3">
                <div className="mb-3 flex items-center gap-1">
                  <h4 className="mr-auto text-xs font-semibold text-fg-2">{t(($) => $.edit.card, { at: at + 1 })}</h4>
                  {!disabled && at > 0 && (
                    <IconButton label={t(($) => $.edit.upCard, { at: at + 1 })} onPress={() => up(at)}>
                      <ArrowUp aria-hidden />
                    </IconButton>
                  )}
                  {!disabled && (
                    <IconButton
                      label={t(($) => $.edit.removeCard, { at: at + 1 })}
                      onPress={() => say(cards.length === 2 ? [] : cards.filter((one) => one.id !== card.id))}
                    >
                      <Trash2 aria-hidden />
                    </IconButton>
                  )}
                </div>
                <div className="flex flex-col gap-4">
                  <HeaderPart {...mine} kinds={CARD_HEADERS} />
                  <BodyPart {...mine} most={MOST.cardBody} />
                  <Samples {...mine} />
                  <ButtonsPart {...mine} kinds={CARD_BUTTONS} most={MOST.cardButtons} />
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
