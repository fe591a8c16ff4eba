"""The few sentences the engine says by itself, when the author gave none."""

from pytake_domain.flows.expressions.filters import tongue

PHRASES: dict[str, dict[str, str]] = {
    "pt": {
        "not_understood": "Desculpe, não entendi. Pode responder de novo?",
        "not_spoken": "Por favor, responda com uma mensagem de texto.",
        "too_short": "A resposta está curta demais. Pode escrever de novo?",
        "too_long": "A resposta está longa demais. Pode resumir?",
        "not_a_number": "Por favor, responda com um número.",
        "not_whole": "Por favor, responda com um número inteiro.",
        "out_of_range": "Esse número não é aceito aqui. Pode verificar?",
        "not_a_date": "Por favor, informe uma data, por exemplo 25/12/2026.",
        "not_a_document": "Esse CPF ou CNPJ não parece correto. Pode conferir os números?",
        "not_an_email": "Esse e-mail não parece correto. Pode conferir?",
        "not_a_phone": "Esse telefone não parece correto. Informe com o DDD, por favor.",
        "not_an_option": "Por favor, escolha uma das opções.",
        "options": "Ver opções",
        "more": "Mais opções",
        "back": "Voltar",
        "go_on": "Nossa conversa tinha parado. Quer continuar de onde paramos?",
        "go_on_yes": "Continuar",
        "go_on_no": "Recomeçar",
    },
    "en": {
        "not_understood": "Sorry, I did not understand. Could you answer again?",
        "not_spoken": "Please answer with a text message.",
        "too_short": "That answer is too short. Could you write it again?",
        "too_long": "That answer is too long. Could you make it shorter?",
        "not_a_number": "Please answer with a number.",
        "not_whole": "Please answer with a whole number.",
        "out_of_range": "That number is not possible here. Could you check it?",
        "not_a_date": "Please give a date, for example 12/25/2026.",
        "not_a_document": "That CPF or CNPJ does not look right. Could you check the digits?",
        "not_an_email": "That e-mail address does not look right. Could you check it?",
        "not_a_phone": "That phone number does not look right. Please include the area code.",
        "not_an_option": "Please choose one of the options.",
        "options": "See options",
        "more": "More options",
        "back": "Back",
        "go_on": "Our conversation had stopped. Shall we go on where we left off?",
        "go_on_yes": "Go on",
        "go_on_no": "Start over",
    },
    "es": {
        "not_understood": "Perdón, no entendí. ¿Puede responder otra vez?",
        "not_spoken": "Por favor, responda con un mensaje de texto.",
        "too_short": "La respuesta es demasiado corta. ¿Puede escribirla de nuevo?",
        "too_long": "La respuesta es demasiado larga. ¿Puede resumirla?",
        "not_a_number": "Por favor, responda con un número.",
        "not_whole": "Por favor, responda con un número entero.",
        "out_of_range": "Ese número no es posible aquí. ¿Puede verificarlo?",
        "not_a_date": "Por favor, indique una fecha, por ejemplo 25/12/2026.",
        "not_a_document": "Ese CPF o CNPJ no parece correcto. ¿Puede revisar los números?",
        "not_an_email": "Ese correo no parece correcto. ¿Puede revisarlo?",
        "not_a_phone": "Ese teléfono no parece correcto. Incluya el código de área, por favor.",
        "not_an_option": "Por favor, elija una de las opciones.",
        "options": "Ver opciones",
        "more": "Más opciones",
        "back": "Volver",
        "go_on": "Nuestra conversación se había detenido. ¿Quiere continuar donde quedamos?",
        "go_on_yes": "Continuar",
        "go_on_no": "Empezar de nuevo",
    },
}


def phrase(code: str, language: str) -> str:
    """The sentence in the contact's language; Portuguese when it is none of ours."""
    return PHRASES[tongue(language)][code]
