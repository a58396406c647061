/** The tests read and write drawings as bpmn-js does, by its own library, which comes without types. */
declare module 'bpmn-moddle' {
  interface Element {
    $type: string;
    [property: string]: unknown;
  }
  export class BpmnModdle {
    constructor(packages: object);
    fromXML(text: string): Promise<{ rootElement: Element; elementsById: Record<string, Element>; warnings: { message: string }[] }>;
    toXML(root: Element, options: { format: boolean }): Promise<{ xml: string }>;
    create(type: string, properties: object): Element;
  }
}
